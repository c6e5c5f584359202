-- One row per period: its days, whether postings in it have ended, what was posted in it, and the last cost report issued for it.
with

opened as (
    select
        key as period,
        starts,
        ends,
    from statuses
    where
        kind = 'period'
        and stage = 'opened'
),

cuts as (
    select
        key as period,
        max("on") as cut_off,
    from statuses
    where
        kind = 'period'
        and stage = 'cut off'
    group by key
),

reports as (
    select
        period_key as period,
        max(number) as number,
    from issued_reports
    group by period_key
),

posted as (
    select
        opened.period,
        sum(movements.book_amount) as posted,
    from opened
    inner join movements on movements."on" between opened.starts and opened.ends
    where movements.layer = 'cost'
    group by opened.period
)

select
    opened.period,
    opened.starts,
    opened.ends,
    if(cuts.cut_off is null, 'open', 'cut off') as stage,
    cuts.cut_off as "cut off on",
    coalesce(posted.posted, 0) as posted,
    reports.number as "cost report",
from opened
left join cuts on cuts.period = opened.period
left join posted on posted.period = opened.period
left join reports on reports.period = opened.period
order by opened.starts, opened.period
