-- One row per shoot day that stands on the board: its date, its unit, and the last entry that set it.
with

told as (
    select
        day,
        max(position) as position,
    from board
    where kind = 'day'
    group by day
)

select
    told.position,
    shoot_days."date" as day,
    shoot_days.unit,
    shoot_days.day as shoot_day,
    1 as number,
from shoot_days
inner join told on told.day = shoot_days.day
order by shoot_days."date", shoot_days.unit, shoot_days.day
