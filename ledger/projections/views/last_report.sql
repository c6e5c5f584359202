-- One row, the cost report issued before: the latest that states a day before the window's and was not superseded; no row before the first.
-- A report of the window's own period is not the one before it, where the window names a period.
with

reports as (
    select distinct
        position,
        "on",
        number,
        period_key,
        supersedes,
    from reported_figures
)

select
    reports.position,
    reports.number,
    reports.period_key as period,
    reports."on" as as_of,
from reports
cross join as_at
left join reports as later on later.supersedes = reports.number
where
    later.number is null
    and reports."on" < as_at."on"
    and reports.period_key is distinct from as_at.period
qualify row_number() over (order by reports."on" desc, reports.position desc) = 1
