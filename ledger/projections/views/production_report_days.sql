-- One row per shoot day that is past: the days from its date to the filing of its first production report, or to the window's day where there is none.
-- The entry is that of the report, or the last that set the day.
with

told as (
    select
        day,
        max(position) as position,
    from board
    where kind = 'day'
    group by day
),

filed as (
    select
        day,
        min(position) as position,
        min("on") as "on",
    from shooting
    where kind = 'day'
    group by day
)

select
    coalesce(filed.position, told.position) as position,
    shoot_days."date" as day,
    shoot_days.unit,
    shoot_days.day as shoot_day,
    if(filed.day is null, 'waiting', 'filed') as stage,
    greatest(coalesce(filed."on", as_at."on") - shoot_days."date", 0)::bigint as days,
from shoot_days
cross join as_at
inner join told on told.day = shoot_days.day
left join filed on filed.day = shoot_days.day
where shoot_days."date" < as_at."on" or filed.day is not null
order by shoot_days."date", shoot_days.unit, shoot_days.day
