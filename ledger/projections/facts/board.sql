-- One row per thing that an entry sets on the schedule: a phase, a weekday worked, a day off, a shoot day, a place in a shooting order, a revision.
-- Which columns are filled depends on `kind`: phase(item, date, ends); weekday(item); holiday, rest, travel(item is the label, date);
-- day(day, unit, was, date; no date when cancelled); strip(item is the scene, day, place; no day when lifted); revision(item is the
-- colour, place is its number, days, eighths); hold(item is a board number, held, days are those of a drop); working day(item is its
-- hours). A placing sets the whole order of its day, one strip row for each scene; a push sets every
-- day that it moves. `unit` is told once, when the day is added.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {
            "phase": "VARCHAR", "starts": "DATE", "ends": "DATE",
            "working_week": ["VARCHAR"], "days_off": [{"date": "DATE", "kind": "VARCHAR", "label": "VARCHAR"}],
            "scene": "VARCHAR", "day": "VARCHAR", "target": "VARCHAR", "order": ["VARCHAR"],
            "unit": "VARCHAR", "was": "DATE", "date": "DATE",
            "moved": [{"day": "VARCHAR", "was": "DATE", "date": "DATE"}],
            "revision": "BIGINT", "colour": "VARCHAR", "days": "BIGINT", "eighths": "BIGINT",
            "player": "VARCHAR", "hold": "BOOLEAN", "drop_after": "BIGINT", "hours": "VARCHAR"
        }}').event as event
    from staged
    where name in (
        'PhaseSet', 'CalendarSet', 'SceneOmitted', 'ScenePlaced', 'SceneMoved', 'SceneLifted',
        'ShootDayAdded', 'ShootDayMoved', 'ShootDayCancelled', 'SchedulePushed', 'ScheduleIssued',
        'CastHoldSet', 'WorkingDaySet'
    )
),

orders as (
    select
        position,
        "on",
        coalesce(event.target, event.day) as day,
        unnest(event."order") as scene,
        generate_subscripts(event."order", 1) as place
    from read
    where name in ('ScenePlaced', 'SceneMoved')
),

days_off as (
    select
        position,
        "on",
        unnest(event.days_off) as off
    from read
    where name = 'CalendarSet'
),

pushed as (
    select
        position,
        "on",
        unnest(event.moved) as moved
    from read
    where name = 'SchedulePushed'
),

rows as (
    select position, "on", 'phase' as kind, event.phase as item, event.starts as date, event.ends as ends
    from read
    where name = 'PhaseSet'
    union all by name
    select position, "on", 'weekday' as kind, unnest(event.working_week) as item
    from read
    where name = 'CalendarSet'
    union all by name
    select position, "on", off.kind as kind, off.label as item, off.date as date
    from days_off
    union all by name
    select position, "on", 'strip' as kind, scene as item, day, place
    from orders
    union all by name
    select position, "on", 'strip' as kind, event.scene as item
    from read
    where name in ('SceneOmitted', 'SceneLifted')
    union all by name
    select position, "on", 'day' as kind, event.day as day, coalesce(event.unit, 'main') as unit, event.date as date
    from read
    where name = 'ShootDayAdded'
    union all by name
    select position, "on", 'day' as kind, event.day as day, event.was as was, event.date as date
    from read
    where name in ('ShootDayMoved', 'ShootDayCancelled')
    union all by name
    select position, "on", 'day' as kind, moved.day as day, moved.was as was, moved.date as date
    from pushed
    union all by name
    select
        position,
        "on",
        'revision' as kind,
        event.colour as item,
        event.revision as place,
        event.days as days,
        event.eighths as eighths
    from read
    where name = 'ScheduleIssued'
    union all by name
    select
        position,
        "on",
        'hold' as kind,
        event.player as item,
        coalesce(event.hold, true) as held,
        event.drop_after as days
    from read
    where name = 'CastHoldSet'
    union all by name
    select position, "on", 'working day' as kind, event.hours as item
    from read
    where name = 'WorkingDaySet'
)

select
    position,
    "on",
    kind,
    item,
    day,
    unit,
    was,
    date,
    ends,
    place,
    days,
    eighths,
    held
from rows
