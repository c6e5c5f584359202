"""topsheet verify-pack: whether a pack is what it says; with --rebuild, whether its entries make the figures that it states."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.projections import Session
    from ledger.proof.rebuilt import Difference
    from ledger.proof.sight import Seen

MOST = 20
ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, csv.Error, sqlite3.Error)


@click.command("verify-pack")
@click.argument("pack", metavar="PACK.zip")
@click.option("--earlier", multiple=True, metavar="FILE", help="A pack or checkpoint that you were given before. Repeatable.")
@click.option("--key", metavar="VKEY", help="The verifier key of the book's log, as you were given it.")
@click.option("--witness", multiple=True, metavar="VKEY", help="The verifier key of a witness that you trust. Repeatable.")
@click.option("--quorum", type=int, metavar="N", help="How many of these witnesses must have cosigned.")
@click.option("--rebuild", is_flag=True, help="Make every figure again from the entries, where the pack holds them all.")
def command(pack: str, *, earlier: tuple[str, ...], key: str | None, witness: tuple[str, ...], quorum: int | None, rebuild: bool) -> None:
    """Check a pack with the single-file verifier, as anybody can; then, with --rebuild, make its figures again with this version."""
    from ledger.proof.pack import VERIFIER

    words = [word for name, values in (("--earlier", earlier), ("--witness", witness)) for value in values for word in (name, value)]
    words += [word for name, value in (("--key", key), ("--quorum", quorum)) if value is not None for word in (name, str(value))]
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), pack, *words], capture_output=True, text=True, check=False)  # noqa: S603  # our own file, and no shell
    click.echo(done.stdout, nl=False)
    click.echo(done.stderr, nl=False, err=True)
    if done.returncode:
        click.get_current_context().exit(done.returncode)
    if rebuild:
        click.echo(made_again(Path(pack)))


def made_again(path: Path) -> str:
    """What came of making the figures again. Raises Tampered where one is another."""
    from ledger.errors import Tampered

    with zipfile.ZipFile(path) as pack, TemporaryDirectory() as folder:
        manifest = json.loads(pack.read("manifest.json"))
        if not manifest["complete"]:
            return (
                f"Its figures were not made again: {manifest['withheld']:,} of {manifest['entries']:,} entries are withheld, and figures "
                "are made from all of them. Ask for a pack that holds them all, or take the figures on the production's word."
            )
        try:
            found, alike, unknown = compared(pack, manifest, Path(folder) / "pack.book")
        except ODD as problem:
            said = f"{type(problem).__name__}: {str(problem)[:200]}"
            raise Tampered(
                f"The pack says something from which no report can be made ({said}), so its figures were not made again."
            ) from problem
        lacking = absent(pack.namelist(), manifest)
    differ = versions_apart(manifest["versions"])
    if lacking and not differ:
        raise Tampered(
            f"The pack lacks {', '.join(lacking)}, which {manifest['for']} may see as its manifest has it, and which the same versions "
            "put into a pack. Ask the production for a whole one."
        )
    if found:
        shown = [str(one) for one in found[:MOST]]
        more = [f"And {len(found) - MOST:,} more."] if len(found) > MOST else []
        why = (
            f"The pack was made with other versions, which may be the reason: {differ}. Make it again with those to be sure."
            if differ
            else "The versions are the same, so these figures were not made from these entries."
        )
        raise Tampered("\n".join([*shown, *more, why]))
    said = f"Made again from its {manifest['entries']:,} entries: {alike} files of reports are the same, cell by cell"
    left = f" Not made again, since this version has no such report: {', '.join(unknown)}." if unknown else ""
    left += f" Not in the pack, which other versions made: {', '.join(lacking)}." if lacking else ""
    return f"{said}, with {'other versions (' + differ + ')' if differ else 'the same versions'}.{left}"


def compared(pack: zipfile.ZipFile, manifest: Mapping[str, Any], path: Path) -> tuple[list[Difference], int, list[str]]:
    """The cells that differ, how many reports are alike, and the reports that this version does not have."""
    from cli.window import seen_through
    from ledger.errors import Tampered
    from ledger.log import Log
    from ledger.projections import Window
    from ledger.proof.rebuilt import book
    from ledger.proof.sight import Seen, Sight

    book(pack, dict(manifest), path)
    told = json.loads(pack.read("names.json")) if "names.json" in pack.namelist() else {}
    names = {party: one["name"] for party, one in told.items()}
    notes = tuple((account, text) for account, text in manifest.get("notes", ()))
    window = Window(manifest["entries"], manifest["at"], date.fromisoformat(manifest["as_of"]), manifest.get("period"), notes)
    log = Log(path)
    try:
        if said := beyond(log, manifest):
            raise Tampered(said)
        with seen_through(log, window, names) as session:
            return reports(pack, session, Seen(log, Sight(manifest["for"])))
    finally:
        log.close()


def reports(pack: zipfile.ZipFile, session: Session, seen: Seen) -> tuple[list[Difference], int, list[str]]:
    """Every report of the pack beside the one that its entries make."""
    found: list[Difference] = []
    alike, unknown = 0, []
    for member in pack.namelist():
        folder, _, file = member.rpartition("/")
        if folder != "reports":
            continue
        name, _, form = file.rpartition(".")
        differ = [*against(pack.read(member), session, seen, name, form)] if known(name) else None
        if differ is None:
            unknown.append(file)
        alike += differ == []
        found += differ or []
    return found, alike, unknown


def absent(members: Sequence[str], manifest: Mapping[str, Any]) -> list[str]:
    """The files of reports that this version puts into a pack of this manifest, and that are not among its members."""
    from cli.pack_reports import TRAIL, WORKBOOK
    from cli.report import REPORTS

    allowed, left_out = manifest.get("reports"), manifest.get("left_out", {})
    wanted = [(name, form) for name in REPORTS for form in ("csv", "parquet")] + [(TRAIL, "csv"), (WORKBOOK, "xlsx")]
    files = [f"reports/{name}.{form}" for name, form in wanted if name not in left_out and (allowed is None or name in allowed)]
    return [file for file in files if file not in members]


def beyond(log: Log, manifest: Mapping[str, Any]) -> str | None:
    """What the manifest says of the reports that its party may see, where the entry that sets it is in the pack and says another thing."""
    from ledger.proof.sight import sight

    found = sight(log, manifest["for"])
    seen = sorted(found.reports) if found.reports is not None else None
    if found.entry is None or found.entry != manifest.get("access") or seen == manifest.get("reports"):
        return None
    said, told = (", ".join(one) if one is not None else "all" for one in (manifest.get("reports"), seen))
    return f"manifest.json says that {manifest['for']} may see these reports: {said}; entry {found.entry} says: {told}."


def known(name: str) -> bool:
    """Whether this version makes a report of this name."""
    from cli.pack_reports import BESIDES
    from cli.report import REPORTS

    return name in REPORTS or name in BESIDES


def against(stated: bytes, session: Session, seen: Seen, name: str, form: str) -> Iterator[Difference]:
    """Where a file of a report is not what the entries make."""
    from cli.pack_reports import csv_of, workbook
    from cli.report import REPORTS
    from ledger.proof.rebuilt import Difference, differences, rows_apart

    if form == "csv":
        yield from differences(name, stated, csv_of(session, seen, name))
    elif form == "parquet":
        yield from rows_apart(f"{name}.parquet", session.parquet_rows(stated), session.view(REPORTS[name]))
    elif stated != workbook(session, {}):
        yield Difference(f"{name}.{form}", 0, "", "the whole file", "other bytes", "their own")


def versions_apart(stated: Mapping[str, str]) -> str:
    """The versions that are not those of the pack."""
    from cli.pack_reports import versions

    here = versions()
    return ", ".join(
        f"{name} {there[:12]} and here {here.get(name, 'none')[:12]}" for name, there in stated.items() if there != here.get(name)
    )
