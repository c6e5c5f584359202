-- One row per account, column of the cost report and entry that moves that cell: the signed step, and the cell after it.
-- The steps of a cell, in the order in which they take effect, add up to the cell. An estimate stands among the steps of ETC and EFC even
-- when it changes neither, because the steps after it follow from it.
with

changes as (
    select
        figure_steps.*,
        period - lag(period, 1, 0) over so_far as period_step,
        to_date - lag(to_date, 1, 0) over so_far as to_date_step,
        commitments - lag(commitments, 1, 0) over so_far as commitments_step,
        accrued - lag(accrued, 1, 0) over so_far as accrued_step,
        total - lag(total, 1, 0) over so_far as total_step,
        etc - lag(etc, 1, 0) over so_far as etc_step,
        efc - lag(efc, 1, 0) over so_far as efc_step,
        locked - lag(locked, 1, 0) over so_far as locked_step,
        reallocated - lag(reallocated, 1, 0) over so_far as reallocated_step,
        contingency - lag(contingency, 1, 0) over so_far as contingency_step,
        overages - lag(overages, 1, 0) over so_far as overages_step,
        final - lag(final, 1, 0) over so_far as final_step,
        variance - lag(variance, 1, 0) over so_far as variance_step,
    from figure_steps
    window so_far as (partition by account order by "on", position)
),

steps as (
    select account, 'period' as "column", position, "on", step, period_step as delta, period as running
    from changes
    where period_step <> 0
    union all
    select account, 'to_date' as "column", position, "on", step, to_date_step as delta, to_date as running
    from changes
    where to_date_step <> 0
    union all
    select account, 'commitments' as "column", position, "on", step, commitments_step as delta, commitments as running
    from changes
    where commitments_step <> 0
    union all
    select account, 'accrued' as "column", position, "on", step, accrued_step as delta, accrued as running
    from changes
    where accrued_step <> 0
    union all
    select account, 'total' as "column", position, "on", step, total_step as delta, total as running
    from changes
    where total_step <> 0
    union all
    select account, 'etc' as "column", position, "on", step, etc_step as delta, etc as running
    from changes
    where etc_step <> 0 or step in ('held at', 'ETC entered', 'on budget')
    union all
    select account, 'efc' as "column", position, "on", step, efc_step as delta, efc as running
    from changes
    where efc_step <> 0 or step in ('held at', 'ETC entered', 'on budget')
    union all
    select account, 'locked' as "column", position, "on", step, locked_step as delta, locked as running
    from changes
    where locked_step <> 0
    union all
    select account, 'reallocated' as "column", position, "on", step, reallocated_step as delta, reallocated as running
    from changes
    where reallocated_step <> 0
    union all
    select account, 'contingency' as "column", position, "on", step, contingency_step as delta, contingency as running
    from changes
    where contingency_step <> 0
    union all
    select account, 'overages' as "column", position, "on", step, overages_step as delta, overages as running
    from changes
    where overages_step <> 0
    union all
    select account, 'final' as "column", position, "on", step, final_step as delta, final as running
    from changes
    where final_step <> 0
    union all
    select account, 'variance' as "column", position, "on", step, variance_step as delta, variance as running
    from changes
    where variance_step <> 0
)

select
    steps.account,
    steps."column",
    steps.position,
    steps."on",
    case
        when steps."column" = 'commitments' and steps.step = 'cost' then 'relief'
        when steps."column" = 'commitments' and steps.step = 'cost taken back' then 'promise open again'
        when steps.step = 'contingency draw' and entries.name = 'ContingencyReturned' then 'contingency return'
        when statuses.stage = 'engaged' then 'hire'
        when steps.step in ('order', 'engagement') then concat(steps.step, ' ', statuses.stage)
        else steps.step
    end as step,
    entries.stream as document,
    steps.delta,
    steps.running,
from steps
inner join entries on entries.position = steps.position
left join statuses on statuses.position = steps.position
order by steps.account, steps."column", steps."on", steps.position
