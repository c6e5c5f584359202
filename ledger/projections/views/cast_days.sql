-- One row per unit, and per all units together (`all`), player and date on which the player works: as shot where reported, else as planned.
-- A day that has a production report was worked by the cast of the scenes that it shot, and by the players whose times it tells.
with

shot as (
    select
        scenes_told.unit,
        scenes_told.date,
        unnest(strips."cast") as player
    from scenes_told
    inner join strips on strips.scene = scenes_told.scene
    where scenes_told.result in ('shot', 'part')
),

called as (
    select
        latest_reports.unit,
        latest_reports.date,
        shooting.item as player
    from shooting
    inner join latest_reports on latest_reports.entry = shooting.position
    where shooting.kind = 'cast'
),

planned as (
    select
        unit,
        date,
        unnest("cast") as player
    from strips
    where day is not null and day not in (select day from latest_reports)
),

works as (
    select unit, date, player from shot
    union all
    select unit, date, player from called
    union all
    select unit, date, player from planned
)

select distinct
    unit,
    player,
    date
from works
union
select distinct
    'all' as unit,
    player,
    date
from works
order by unit, player, date
