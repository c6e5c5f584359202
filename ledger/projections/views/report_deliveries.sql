-- One row per period with a cost report, and financier: the days from its last day to the day on which the financier acknowledged a report of it.
-- To the window's day where it has not. The financiers are those of the finance plan, and those that have acknowledged a report.
with

financiers as (
    select financier from financing where financier is not null
    union
    select party as financier from statuses where stage = 'acknowledged' and party is not null
),

reports as (
    select
        issued_reports.period_key as period,
        max(statuses.ends) as ends,
        max(issued_reports.position) as position,
    from issued_reports
    inner join statuses on statuses.kind = 'period' and statuses.key = issued_reports.period_key and statuses.stage = 'opened'
    group by issued_reports.period_key
),

acknowledged as (
    select
        issued_reports.period_key as period,
        statuses.party as financier,
        min(statuses.position) as position,
        min(statuses."on") as "on",
    from statuses
    inner join issued_reports on issued_reports.document = statuses.document
    where statuses.stage = 'acknowledged'
    group by issued_reports.period_key, statuses.party
)

select
    coalesce(acknowledged.position, reports.position) as position,
    reports.ends as day,
    reports.period,
    financiers.financier,
    if(acknowledged.period is null, 'waiting', 'acknowledged') as stage,
    greatest(coalesce(acknowledged."on", as_at."on") - reports.ends, 0)::bigint as days,
from reports
cross join financiers
cross join as_at
left join acknowledged on acknowledged.period = reports.period and acknowledged.financier = financiers.financier
order by reports.ends, reports.period, financiers.financier
