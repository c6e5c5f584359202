-- One row per shoot day in order: its number, date and unit, the scenes it shoots, their pages, and how many of the cast work.
with

works as (
    select
        day,
        count(distinct player) as cast_count
    from (
        select
            day,
            unnest("cast") as player
        from strips
        where day is not null
    ) as players
    group by day
),

shot as (
    select
        day,
        string_agg(scene, ', ' order by place) as scenes,
        cast(sum(eighths) as integer) as eighths
    from strips
    where day is not null
    group by day
),

lengths as (
    select
        shoot_days.*,
        coalesce(shot.scenes, '') as scenes,
        coalesce(shot.eighths, 0) as eighths,
        coalesce(works.cast_count, 0) as cast_count
    from shoot_days
    left join shot on shot.day = shoot_days.day
    left join works on works.day = shoot_days.day
)

select
    number,
    day,
    date,
    dayname(date) as weekday,
    unit,
    scenes,
    eighths,
    in_pages(eighths) as pages,
    cast_count
from lengths
order by date, unit
