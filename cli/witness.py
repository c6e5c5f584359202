"""topsheet witness: remember the heads of books that others keep, and cosign only what grew out of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cli.key_options import FILE, passphrase_option

EXITS = {400: 2, 403: 1, 404: 1, 409: 3, 422: 4, 503: 1}


@click.group("witness")
def command() -> None:
    """For a financier or an auditor: remember the last head of each book, and cosign only one that grew out of it.

    A cosignature says: this tree holds everything that I ever cosigned for this log, and it is the newest that I have seen.
    """


def state(function: Callable[..., Any]) -> Callable[..., Any]:
    """--state, the file in which a witness remembers."""
    option = click.option("--state", required=True, envvar="TOPSHEET_WITNESS", type=FILE, metavar="FILE",
                          help="Where the witness remembers; lost, it would cosign anything.  [env: TOPSHEET_WITNESS]")  # fmt: skip
    return option(function)


def keyed(function: Callable[..., Any]) -> Callable[..., Any]:
    """--state and the witness's own key."""
    option = click.option("--witness-key", required=True, envvar="TOPSHEET_WITNESS_KEY", type=FILE, metavar="FILE",
                          help="The witness's key file.  [env: TOPSHEET_WITNESS_KEY]")  # fmt: skip
    return state(option(passphrase_option(function)))


@command.command("add-origin")
@click.argument("key", metavar="VKEY")
@click.option("--instead", metavar="OLDVKEY", help="The key before a rotation, from which nothing more is accepted.")
@state
def add_origin(key: str, instead: str | None, state: Path) -> None:
    """Know a log by its verifier key, as its production gave it to you. After a rotation add the new one --instead of the old one."""
    from ledger.proof.key import verifier
    from ledger.proof.witness import Witness

    known = verifier(key)
    new, witness = not state.exists(), Witness(state)
    witness.add(known, verifier(instead) if instead else None)
    size = next(size for origin, _, size, _ in witness.heads() if origin == known.name)
    so_far = f"{size:,} entries of it were cosigned so far" if size else "nothing of it is cosigned yet"
    click.echo(f"The log {known.name} is known by the key {known.id.hex()}; {so_far}.")
    if new:
        click.echo(f"{state} is new: the witness remembers there what it cosigns.")


@command.command("drop-key")
@click.argument("key", metavar="VKEY")
@state
def drop_key(key: str, state: Path) -> None:
    """Accept nothing more that this key of a log signs, as when it was stolen. What was cosigned last is remembered."""
    from ledger.proof.key import verifier
    from ledger.proof.witness import Witness

    known = verifier(key)
    Witness(state).drop(known)
    click.echo(f"Nothing more is cosigned for {known.name} that the key {known.id.hex()} signs; its last head is remembered.")


@command.command("list")
@state
def list_(state: Path) -> None:
    """Every log that the witness knows, and the head that it cosigned last."""
    from cli.render import table
    from ledger.proof.witness import Witness

    rows = [[origin, ", ".join(keys), f"{size:,}", f"{root[:16]}…"] for origin, keys, size, root in Witness(state).heads()]
    click.echo(table(["log", "keys", "cosigned", "root"], rows) if rows else "The witness knows no log: topsheet witness add-origin VKEY.")


@command.command()
@click.argument("request", type=FILE)
@keyed
def cosign(request: Path, state: Path, witness_key: Path, passphrase_file: Path | None) -> int:
    """Answer a request that came as a file (topsheet proof witness --request): prints the cosignature, or says why not."""
    from cli.key_options import signer
    from ledger.errors import Misuse
    from ledger.proof.witness import Witness

    key = signer(witness_key, passphrase_file)
    try:
        content = request.read_bytes()
    except OSError as problem:
        raise Misuse(f"The request {request} cannot be read: {problem.strerror}.") from problem
    witness = Witness(state)
    witness.heads()
    answer = witness.cosign(content, key, seconds())
    click.echo(answer.body, nl=False)
    click.echo(f"{answer.status} {answer.why}", err=True)
    return EXITS.get(answer.status, 0)


@command.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8650, show_default=True, help="0 for any that is free.")
@keyed
def serve(host: str, port: int, state: Path, witness_key: Path, passphrase_file: Path | None) -> None:
    """Answer requests over HTTP: POST /add-checkpoint. One line on stderr for each answer; ended with Ctrl-C."""
    from cli.key_options import signer
    from ledger.errors import Misuse
    from ledger.proof.serving import server
    from ledger.proof.witness import Witness

    key, witness = signer(witness_key, passphrase_file), Witness(state)
    witness.heads()
    try:
        serving = server(witness, key, seconds(), (host, port), lambda line: click.echo(line, err=True))
    except OSError as problem:
        raise Misuse(f"Nobody can listen on {host}:{port}: {problem.strerror}. Choose another with --port.") from problem
    with serving:
        click.echo(f"The witness {key.verifier.cosigner().vkey} listens on http://{host}:{serving.server_port}/add-checkpoint")
        sys.stdout.flush()
        serving.serve_forever()


def seconds() -> Callable[[], int]:
    """The time, in whole seconds since 1970."""
    from cli.options import Session
    from ledger.book import system_chance, system_clock

    session: Session | None = click.get_current_context().find_object(Session)
    session = session or Session(system_clock, system_chance)
    return lambda: int(session.clock().timestamp())
