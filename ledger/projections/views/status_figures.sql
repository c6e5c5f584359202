-- One row: the production on one line, for the screen of the executive producer.
with

production as (
    select
        stage,
        ends as since,
    from statuses
    where kind = 'production'
    qualify row_number() over (order by "on" desc, position desc) = 1
),

whole as (
    select *
    from cost_report_sums
    where level = 'whole'
),

undrawn as (
    select sum(etc) as etc
    from cost_report_sums
    where
        level = 'part'
        and part = 'contingency'
),

paid as (
    select sum(paid) as paid
    from paid_costs
),

flagged as (
    select count(*) as flags
    from flags
)

select
    coalesce(production.stage, 'planned') as stage,
    production.since,
    current_period.period,
    coalesce(whole.locked, 0) as locked,
    coalesce(whole.final, 0) as final,
    coalesce(whole.to_date, 0) as to_date,
    coalesce(whole.commitments, 0) as commitments,
    coalesce(whole.accrued, 0) as accrued,
    coalesce(whole.total, 0) as total,
    coalesce(whole.efc, 0) as efc,
    coalesce(whole.variance, 0) as variance,
    case when whole.variance > 0 then 'under' when whole.variance < 0 then 'over' else '' end as "under/over",
    coalesce(undrawn.etc, 0) as contingency_undrawn,
    coalesce(paid.paid, 0) as paid,
    flagged.flags,
from undrawn
cross join paid
cross join flagged
left join whole on true
left join production on true
left join current_period on true
