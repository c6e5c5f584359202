-- One row per report that is asked for again and again: the days from the day that the last one shows to the window's day.
-- A cost report that was never issued is as old as the first period; a production report, as the first shoot day that is past.
with

cost_reports_told as (
    select
        max(position) as position,
        max(as_of) as shows,
    from issued_reports
),

periods_told as (
    select
        min(position) as position,
        min(starts) as shows,
    from statuses
    where
        kind = 'period'
        and stage = 'opened'
),

shown as (
    select
        'cost report' as report,
        coalesce(cost_reports_told.position, periods_told.position) as position,
        coalesce(cost_reports_told.shows, periods_told.shows) as shows,
    from periods_told
    cross join cost_reports_told
    union all
    select
        'production report' as report,
        max(entry) as position,
        max("date") as shows,
    from latest_reports
)

select
    shown.position,
    shown.shows as day,
    shown.report,
    greatest(as_at."on" - shown.shows, 0)::bigint as days,
from shown
cross join as_at
where shown.position is not null
order by shown.report
