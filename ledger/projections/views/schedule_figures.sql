-- One row: the days on which the production shoots and the last of them, the scenes on no shoot day, and the eighths still to shoot.
with

days as (
    select
        count(*) as shoot_days,
        max(date) as last_day,
    from shoot_days
),

waiting as (
    select count(*) as unplaced
    from unplaced_scenes
),

to_shoot as (
    select cast(coalesce(sum("left"), 0) as integer) as eighths
    from scene_progress
)

select
    days.shoot_days,
    days.last_day,
    waiting.unplaced,
    to_shoot.eighths,
    in_pages(to_shoot.eighths) as pages,
from days
cross join waiting
cross join to_shoot
