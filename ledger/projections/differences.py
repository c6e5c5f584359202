"""Two windows of one book side by side: one session that looks through the first and then through the second."""

from __future__ import annotations

from typing import Any

from ledger.errors import Unknown, near
from ledger.projections import Session, Window
from ledger.projections.files import written


def cost_report(session: Session, first: Window, second: Window, *, account: str | None = None) -> list[dict[str, Any]]:
    """The cells of the cost report that differ, with the entries behind each. The session is left at the second window.

    Raises Unknown for an account that neither window knows.
    """
    condition, values = ("account = ?", [account]) if account else ("true", [])
    there: set[str] = set()
    for window in (first, second):
        session.look(window)
        session.make("account_figures")
        there |= {row[0] for row in session.query("select account from account_figures")[1]}
        session.make("cost_report_steps")
        if window is first:
            session.query(f"create or replace table first_steps as select * from cost_report_steps where {condition}", values)
    if account and account not in there:
        raise Unknown(f"Neither window has an account {account!r}. {near(account, there, 'topsheet report cost-report')}")
    columns, rows = session.query(f"select * from ({written('pairs', 'cost_report_changes')}) where {condition}", values)
    return [dict(zip(columns, row, strict=True)) for row in rows]
