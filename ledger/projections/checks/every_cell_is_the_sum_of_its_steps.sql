-- One row per account and column of the cost report whose cell is not the sum of the steps that explain it.
with

cells as (
    unpivot (
        select account, period, to_date, commitments, accrued, total, etc, efc, locked, reallocated, contingency, overages, final, variance
        from account_figures
    )
    on period, to_date, commitments, accrued, total, etc, efc, locked, reallocated, contingency, overages, final, variance
    into name "column" value cell
),

sums as (
    select
        account,
        "column",
        sum(delta) as steps,
        arg_max(running, ("on", position)) as last_step,
    from cost_report_steps
    group by account, "column"
)

select
    account,
    "column",
    cells.cell,
    sums.steps,
    sums.last_step,
from cells
full join sums using (account, "column")
where
    coalesce(cells.cell, 0) <> coalesce(sums.steps, 0)
    or coalesce(cells.cell, 0) <> coalesce(sums.last_step, 0)
order by account, "column"
