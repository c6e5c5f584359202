-- One row per change of a scene of the script: added or revised with all its words, omitted or restored with its number alone.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {
            "scene": "VARCHAR", "eighths": "INTEGER", "int_ext": "VARCHAR", "set": "VARCHAR",
            "day_night": "VARCHAR", "cast": ["VARCHAR"], "synopsis": "VARCHAR"
        }}').event as event
    from staged
    where name in ('SceneAdded', 'SceneRevised', 'SceneOmitted', 'SceneRestored')
)

select
    position,
    "on",
    event.scene as scene,
    case name
        when 'SceneAdded' then 'added'
        when 'SceneRevised' then 'revised'
        when 'SceneOmitted' then 'omitted'
        else 'restored'
    end as step,
    event.eighths as eighths,
    event.int_ext as int_ext,
    event."set" as "set",
    event.day_night as day_night,
    case when name in ('SceneAdded', 'SceneRevised') then coalesce(event."cast", []) end as "cast",
    event.synopsis as synopsis
from read
