"""What commands that sign have in common: the key file, and the passphrase that opens it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ledger.proof.key import Signer

PASSPHRASE = "TOPSHEET_PASSPHRASE"  # noqa: S105  # the name of the variable
LOG_PASSPHRASE = "TOPSHEET_LOG_PASSPHRASE"  # noqa: S105
FILE = click.Path(path_type=Path)
passphrase_option = click.option(
    "--passphrase-file", type=FILE, metavar="FILE", help="A file of your own with the passphrase of the key.  [env: TOPSHEET_PASSPHRASE]"
)


def log_key_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """--log-key, or TOPSHEET_LOG_KEY, with its passphrase."""
    shown = "Sign the checkpoint with this key; without one it is unsigned.  [env: TOPSHEET_LOG_KEY]"
    option = click.option("--log-key", envvar="TOPSHEET_LOG_KEY", type=FILE, metavar="FILE", help=shown)
    return option(passphrase_option(function))


def passphrase(file: Path | None, *variables: str) -> str | None:
    """The passphrase from a file of one's own, or from the first of these variables that is set. Raises Misuse."""
    from ledger.errors import Misuse

    if file is None:
        return next((os.environ[name] for name in variables if name in os.environ), None)
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Misuse(f"The passphrase file {file} cannot be read: {getattr(problem, 'strerror', 'it is not text')}.") from problem
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Misuse(f"{file} can be read or changed by others, and a passphrase is its owner's alone. Run chmod 600 {file}.")
    return text.rstrip("\r\n")


def signer(file: Path, passphrase_file: Path | None) -> Signer:
    """The key in a file, opened. Raises Unknown, Misuse, Unreadable, Tampered."""
    from ledger.proof.key import opened

    return opened(file, passphrase(passphrase_file, PASSPHRASE))


def log_signer(file: Path | None, passphrase_file: Path | None) -> Signer | None:
    """The log key, opened, or None where there is none; its passphrase may have a variable of its own."""
    from ledger.proof.key import opened

    return opened(file, passphrase(passphrase_file, LOG_PASSPHRASE, PASSPHRASE)) if file else None
