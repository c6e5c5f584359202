-- One row per period that has ended: the days from its last day to the issue of its first cost report, or to the window's day where none is issued.
-- The entry is that of the report, or of the period's opening.
with

opened as (
    select
        key as period,
        max(ends) as ends,
        max(position) as position,
    from statuses
    where
        kind = 'period'
        and stage = 'opened'
    group by key
),

issued as (
    select
        period_key as period,
        min(position) as position,
        min("on") as "on",
    from issued_reports
    group by period_key
)

select
    coalesce(issued.position, opened.position) as position,
    opened.ends as day,
    opened.period,
    if(issued.period is null, 'waiting', 'issued') as stage,
    greatest(coalesce(issued."on", as_at."on") - opened.ends, 0)::bigint as days,
from opened
cross join as_at
left join issued on issued.period = opened.period
where opened.ends < as_at."on" or issued.period is not null
order by opened.ends, opened.period
