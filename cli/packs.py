"""topsheet compliance packs, test: the packs that come with Topsheet, and a pack of one's own before it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.language import language_option, spoken

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger.rules.pack import Pack


@click.command("packs")
@click.argument("pack", required=False)
@language_option
def packs(pack: str | None) -> None:
    """The packs that come with Topsheet; of one, or of one in a folder, its rules, and what the contract fills in."""
    from cli.render import table
    from ledger.errors import Unknown
    from ledger.rules.installed import asked_of_the_contract
    from ledger.rules.pack import folder, read_pack, shipped, shipped_files

    code = spoken().code
    if pack and pack not in shipped() and not Path(pack).is_dir():
        raise Unknown(f"No pack called {pack} comes with Topsheet, and there is no folder of that name. There are {', '.join(shipped())}.")
    own = pack and pack not in shipped()
    found = [read_pack(folder(Path(name)) if own else shipped_files(name), Path(name).name) for name in ((pack,) if pack else shipped())]
    if not pack:
        rows = [
            [one.id, one.written.version, str(len(one.written.rules)), one.digest[:16], one.title(f"pack.{one.id}", code)] for one in found
        ]
        click.echo(table(["pack", "version", "rules", "digest", "title"], rows))
        return
    (one,) = found
    listed = [[rule.id, rule.kind, rule.certainty, rule.article, one.title(f"rule.{rule.id}.title", code)] for rule in one.written.rules]
    click.echo(f"{one.title(f'pack.{one.id}', code)}: {one.id} {one.written.version}, {one.digest}\n")
    click.echo(table(["rule", "kind", "certainty", "article", "title"], listed))
    figures, words = asked_of_the_contract(one)
    if figures or words:
        filled = [[name, one.default if one.default is not None else "", str(one.ask)] for name, one in sorted(figures.items())]
        filled += [[name, "", "word, repeatable"] for name in sorted(words)]
        click.echo("\n" + table(["--set", "default", "what"], [[name, str(value), what] for name, value, what in filled]))


def have_needed(pack: Pack, folder: Path, book: Collection[str] = ()) -> None:
    """See that the packs that a pack needs are there: they come with Topsheet, lie beside it, or are in the book. Raises Unknown."""
    from ledger.errors import Unknown
    from ledger.rules.pack import RULES, shipped

    for name in pack.written.needs:
        if name not in (*shipped(), *book) and not (folder.resolve().parent / name / RULES).is_file():
            raise Unknown(
                f"{pack.id} needs the pack {name}, which neither comes with Topsheet nor lies beside {folder}. "
                f"Take it out of needs, or put {name} there: {', '.join(shipped())} come with Topsheet."
            )


@click.command("test")
@click.argument("folder", type=click.Path(path_type=Path))
def test(folder: Path) -> None:
    """Read a pack in a folder and run the tests beside its rules."""
    from ledger.errors import Refused
    from ledger.rules.pack import folder as files
    from ledger.rules.pack import read_pack
    from ledger.rules.trying import misses

    found = read_pack(files(folder), folder.name)
    have_needed(found, folder)
    wrong = list(misses(found))
    if wrong:
        raise Refused("\n".join([*wrong, f"{len(wrong)} tests do not come out."]))
    tests = sum(len(rule.tests) for rule in found.written.rules)
    click.echo(
        f"{found.id} {found.written.version}: {len(found.written.rules)} rules, {tests} tests, all as expected. Digest {found.digest}."
    )
