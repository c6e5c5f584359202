-- One row per thing that a production report tells of a shoot day: the day itself, a scene, a player, a crew line, a delay, an accident.
-- Which columns are filled depends on `kind`: day(setups, began, first_shot, meal, ended, seconds of screen time, item is the notes);
-- planned(item is the scene, eighths); scene(item, result, eighths, left, setups); cast(item is the board number, began when the hotel
-- was left, first_shot on set, meal, ended); crew(item is the engagement, began, meal, meal_in, ended, worked, paid);
-- delay(item, worked are its minutes); accident(item). Times are minutes after midnight of the day.
with

read as (
    select
        position,
        "on",
        key as day,
        from_json(state, '{"event": {
            "date": "DATE", "setups": "INTEGER", "call": "INTEGER", "first_shot": "INTEGER", "lunch": "INTEGER", "wrap": "INTEGER",
            "screen_time": "INTEGER", "notes": "VARCHAR", "accidents": ["VARCHAR"],
            "planned": [{"scene": "VARCHAR", "eighths": "INTEGER"}],
            "scenes": [{"scene": "VARCHAR", "result": "VARCHAR", "eighths": "INTEGER", "left": "INTEGER", "setups": "INTEGER"}],
            "cast": [{"number": "VARCHAR", "hotel_out": "INTEGER", "on_set": "INTEGER", "meal": "INTEGER", "dismissed": "INTEGER"}],
            "crew": [{
                "engagement": "VARCHAR", "arrived": "INTEGER", "meal_out": "INTEGER", "meal_in": "INTEGER", "left": "INTEGER",
                "worked": "INTEGER", "paid": "DECIMAL(18,4)"
            }],
            "delays": [{"cause": "VARCHAR", "minutes": "INTEGER"}]
        }}').event as event
    from staged
    where name in ('ProductionReportFiled', 'ProductionReportCorrected')
),

told as (
    select
        position,
        "on",
        day,
        unnest(event.planned) as planned
    from read
),

scenes_told as (
    select
        position,
        "on",
        day,
        unnest(event.scenes) as scene
    from read
),

cast_told as (
    select
        position,
        "on",
        day,
        unnest(event."cast") as player
    from read
),

crew_told as (
    select
        position,
        "on",
        day,
        unnest(event.crew) as crew
    from read
),

delays_told as (
    select
        position,
        "on",
        day,
        unnest(event.delays) as delay
    from read
),

rows as (
    select
        position,
        "on",
        day,
        'day' as kind,
        event.notes as item,
        event.date as date,
        coalesce(event.setups, 0) as setups,
        event.call as began,
        event.first_shot as first_shot,
        event.lunch as meal,
        event.wrap as ended,
        coalesce(event.screen_time, 0) as seconds
    from read
    union all by name
    select position, "on", day, 'planned' as kind, planned.scene as item, planned.eighths as eighths
    from told
    union all by name
    select
        position,
        "on",
        day,
        'scene' as kind,
        scene.scene as item,
        scene.result as result,
        coalesce(scene.eighths, 0) as eighths,
        coalesce(scene."left", 0) as "left",
        coalesce(scene.setups, 0) as setups
    from scenes_told
    union all by name
    select
        position,
        "on",
        day,
        'cast' as kind,
        player.number as item,
        player.hotel_out as began,
        player.on_set as first_shot,
        player.meal as meal,
        player.dismissed as ended
    from cast_told
    union all by name
    select
        position,
        "on",
        day,
        'crew' as kind,
        crew.engagement as item,
        crew.arrived as began,
        crew.meal_out as meal,
        crew.meal_in as meal_in,
        crew."left" as ended,
        crew.worked as worked,
        crew.paid as paid
    from crew_told
    union all by name
    select position, "on", day, 'delay' as kind, delay.cause as item, delay.minutes as worked
    from delays_told
    union all by name
    select position, "on", day, 'accident' as kind, unnest(event.accidents) as item
    from read
)

select
    position,
    "on",
    day,
    kind,
    item,
    date,
    result,
    eighths,
    "left",
    setups,
    began,
    first_shot,
    meal,
    meal_in,
    ended,
    seconds,
    worked,
    paid
from rows
