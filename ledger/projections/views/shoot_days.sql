-- One row per shoot day that stands: its key, its date, and its printed number, which is its rank by date within its unit.
with

added as (
    select
        day,
        unit
    from board
    where kind = 'day' and unit is not null
    qualify row_number() over (partition by day order by "on", position) = 1
),

latest as (
    select
        day,
        date
    from board
    where kind = 'day'
    qualify row_number() over (partition by day order by "on" desc, position desc) = 1
)

select
    added.unit,
    row_number() over (partition by added.unit order by latest.date, latest.day) as number,
    latest.day,
    latest.date
from latest
inner join added on added.day = latest.day
where latest.date is not null
order by added.unit, number
