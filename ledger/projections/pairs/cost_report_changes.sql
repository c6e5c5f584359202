-- One row per cell of the cost report that differs between two windows and entry that does not move it alike in both: by how much, in each.
-- `first_steps` are the steps in the first window, cost_report_steps those in the second. The changes of a cell add up to the difference
-- of the cell. An entry that only one window sees moves nothing in the other; one that both see may still differ, because what it
-- leaves of a held cost or a budget depends on what stands before it.
with

sides as (
    select account, "column", position, "on", step, document, delta as was, 0 as now, 1 as side
    from first_steps
    union all
    select account, "column", position, "on", step, document, 0 as was, delta as now, 2 as side
    from cost_report_steps
),

entries_of_cells as (
    select
        account,
        "column",
        position,
        "on",
        arg_max(step, side) as step,
        arg_max(document, side) as document,
        sum(was) as was,
        sum(now) as now,
        sum(sum(was)) over (partition by account, "column") as cell_was,
        sum(sum(now)) over (partition by account, "column") as cell_now,
    from sides
    group by account, "column", position, "on"
)

select
    changed.account,
    account_figures.description,
    changed."column",
    changed.cell_was,
    changed.cell_now,
    changed.position,
    changed."on",
    changed.step,
    changed.document,
    changed.was,
    changed.now,
    changed.now - changed.was as change,
from entries_of_cells as changed
left join account_figures on account_figures.account = changed.account
where
    changed.cell_was <> changed.cell_now
    and changed.was <> changed.now
order by
    account_figures.number nulls last,
    changed.account,
    list_position(
        [
            'period', 'to_date', 'commitments', 'accrued', 'total', 'etc', 'efc',
            'locked', 'reallocated', 'contingency', 'overages', 'final', 'variance'
        ],
        changed."column"
    ),
    changed."on",
    changed.position
