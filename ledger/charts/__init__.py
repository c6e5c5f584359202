"""Charts of accounts as data: one CSV for each, CODE.csv, with the columns of an account.

    us-feature   the US feature form
    us-tv        the US television form
    icaa         the twelve heads of the Spanish film institute's budget

`to_confirm` marks what the form itself does not give: a code of ours for an item that it lists without one (completion bond 8200,
contingency 8300, overhead 8400), a label of ours, and the ICAA's labels 05 to 12. The forms have one level, so every account is its
own category; accounts below it are added with that category. The US charts end with an account for accepted rounding differences.
`classes/SCHEME.csv` says in which class a scheme puts the accounts of its own chart: account, class.
The ICAA has no sections: 01 and 02 are put above the line, 03 to 08 in production, 09 in post-production, 10 to 12 in other.
"""

from __future__ import annotations

import csv
from importlib.resources import files

from ledger.aggregates.account import Account
from ledger.errors import Unknown


def names() -> tuple[str, ...]:
    """The charts that ship with the package."""
    return tuple(sorted(file.name.removesuffix(".csv") for file in files(__name__).iterdir() if file.name.endswith(".csv")))


def chart(name: str) -> tuple[Account, ...]:
    """The accounts of this chart, in its order. Raises Unknown, listing the charts."""
    if name not in names():
        raise Unknown(f"There is no chart of accounts called {name}. There are: {', '.join(names())}.")
    rows = csv.DictReader(files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8").splitlines())
    return tuple(
        Account.model_validate({**row, "contingency": row["contingency"] == "yes", "to_confirm": row["to_confirm"] == "yes"})
        for row in rows
    )


def classed() -> tuple[str, ...]:
    """The schemes whose classes ship with the package."""
    return tuple(sorted(file.name.removesuffix(".csv").upper() for file in files(__name__).joinpath("classes").iterdir()))


def classes(scheme: str) -> dict[str, str]:
    """The class of each account of the scheme's own chart. Raises Unknown, listing the schemes."""
    if scheme not in classed():
        raise Unknown(f"No classes of {scheme} ship with Topsheet, only those of {', '.join(classed())}. Give a file of account, class.")
    rows = csv.DictReader(files(__name__).joinpath(f"classes/{scheme.lower()}.csv").read_text(encoding="utf-8").splitlines())
    return {row["account"]: row["class"] for row in rows}
