-- One row per shoot day and account of its crew lines: planned, actual, variance with its word, the variance to date, and what projects it.
-- Variance = planned - actual: positive is under. `last_variance` is the sum over the unit's last days with cost on the account, at most
-- five, `last_days` their number, `days_left` the unit's shoot days after this one: the projection is last_variance x days_left : last_days.
with

lines as (
    select
        latest_reports.number,
        latest_reports.day,
        latest_reports.date,
        latest_reports.unit,
        hot_lines.account,
        cast(sum(hot_lines.planned) as decimal(18, 4)) as planned,
        cast(sum(hot_lines.actual) as decimal(18, 4)) as actual
    from hot_lines
    inner join latest_reports on latest_reports.entry = hot_lines.position
    group by latest_reports.number, latest_reports.day, latest_reports.date, latest_reports.unit, hot_lines.account
),

lengths as (
    select
        unit,
        max(number) as days
    from shoot_days
    group by unit
)

select
    lines.number,
    lines.day,
    lines.date,
    lines.unit,
    lines.account,
    chart.name as description,
    lines.planned,
    lines.actual,
    cast(lines.planned - lines.actual as decimal(18, 4)) as variance,
    case when lines.planned > lines.actual then 'under' when lines.planned < lines.actual then 'over' else '' end as "under/over",
    cast(sum(lines.planned - lines.actual) over (partition by lines.account order by lines.date, lines.unit) as decimal(18, 4))
        as variance_to_date,
    cast(sum(lines.planned - lines.actual) over last_five as decimal(18, 4)) as last_variance,
    count(*) over last_five as last_days,
    lengths.days - lines.number as days_left
from lines
inner join lengths on lengths.unit = lines.unit
left join chart on chart.account = lines.account
window last_five as (
    partition by lines.account, lines.unit order by lines.date
    rows between 4 preceding and current row
)
order by lines.date, lines.unit, lines.account
