-- One row per scene of the script, and per scene shot beyond it: its eighths, those shot, added and left, and the day that completed it.
-- What is owed is what is left of a scene that a shoot day told of and did not finish.
with

told as (
    select
        scene,
        cast(sum(eighths) filter (where result in ('shot', 'part')) as integer) as shot,
        cast(sum(eighths) filter (where result = 'added') as integer) as added,
        cast(sum(setups) as integer) as setups,
        bool_or(result <> 'added') as began,
        arg_max(day, (date, unit)) filter (where result in ('shot', 'part')) as last_day,
        max(date) filter (where result in ('shot', 'part')) as last_date
    from scenes_told
    group by scene
),

known as (
    select
        coalesce(strips.scene, told.scene) as scene,
        coalesce(strips.eighths, 0) as eighths,
        coalesce(told.shot, 0) as shot,
        coalesce(told.added, 0) as added,
        greatest(coalesce(strips.eighths, 0) - coalesce(told.shot, 0), 0) as "left",
        coalesce(told.setups, 0) as setups,
        coalesce(told.began, false) as began,
        told.last_day,
        told.last_date,
        strips.day as placed
    from strips
    full join told on told.scene = strips.scene
)

select
    scene,
    eighths,
    shot,
    added,
    "left",
    if(began, "left", 0) as owed,
    setups,
    if("left" = 0, last_day, null) as completed,
    if("left" = 0, last_date, null) as completed_on,
    case
        when "left" = 0 and shot > 0 then 'shot'
        when shot > 0 then 'part-shot'
        when began then 'owed'
        when eighths = 0 then 'added'
        else 'to shoot'
    end as stage,
    placed
from known
order by try_cast(regexp_extract(scene, '[0-9]+') as integer), scene
