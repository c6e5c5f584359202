-- One row per account and column of the cost report (last EFC, change) whose cell is not the sum of the steps that explain it.
with

cells as (
    unpivot (select * from last_efcs)
    on last_efc, change
    into name "column" value cell
),

sums as (
    select
        account,
        "column",
        sum(delta) as steps,
    from last_efc_steps
    group by account, "column"
)

select
    account,
    "column",
    cells.cell,
    sums.steps,
from cells
full join sums using (account, "column")
where coalesce(cells.cell, 0) <> coalesce(sums.steps, 0)
order by account, "column"
