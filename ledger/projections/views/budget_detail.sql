-- One row per line of the budget as built, locked or not: amount × X × rate or a percentage, and its result; the total last.
with

replaced as (
    select max(position) as position
    from budget_lines
    where replaces
),

latest as (
    select budget_lines.*
    from budget_lines
    cross join replaced
    where budget_lines.position >= coalesce(replaced.position, 0)
    qualify row_number() over (partition by account, line order by "on" desc, budget_lines.position desc) = 1
),

detail as (
    select
        chart.number as place,
        latest.account,
        chart.name as name,
        latest.line,
        latest.description,
        rtrim(rtrim(latest.amount::varchar, '0'), '.') as amount,
        latest.units,
        rtrim(rtrim(latest.x::varchar, '0'), '.') as x,
        rtrim(rtrim(latest.rate::varchar, '0'), '.') as rate,
        rtrim(rtrim(latest.percent::varchar, '0'), '.') as percent,
        latest.result,
        latest.label,
        latest.note,
    from latest
    left join chart on chart.account = latest.account
    where latest.step = 'set'
)

select * exclude (place)
from (
    from detail
    union all by name
    select
        2147483647 as place,
        'total' as account,
        sum(result) as result,
    from detail
)
order by place, line
