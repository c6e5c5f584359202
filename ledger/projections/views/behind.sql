-- One row per shoot day with a production report: how many days, and eighths of a page, its unit fell behind on it; minus where it caught up.
-- The rows of a unit add up to what it is behind; below zero it is ahead.
with

reported as (
    select
        unit,
        day as shoot_day,
        "date" as day,
        entry,
        -days_ahead as days_behind,
        -eighths_ahead as eighths_behind,
    from shooting_progress
    where entry is not null
)

select
    entry as position,
    day,
    unit,
    shoot_day,
    (coalesce(days_behind, 0) - coalesce(lag(days_behind, 1, 0) over of_unit, 0))::bigint as days,
    (coalesce(eighths_behind, 0) - coalesce(lag(eighths_behind, 1, 0) over of_unit, 0))::bigint as eighths,
from reported
window of_unit as (partition by unit order by day, shoot_day)
order by day, unit, shoot_day
