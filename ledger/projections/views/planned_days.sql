-- One row per unit and shoot day of the plan in force, the latest issued revision or else the board: its number, and its eighths to date.
with

revision as (
    select max(position) as position
    from board
    where kind = 'revision'
),

plan as (
    select coalesce(revision.position, as_at.position) as position
    from revision
    cross join as_at
),

days as (
    select
        board.day,
        first(board.unit order by board."on", board.position) filter (where board.unit is not null) as unit,
        arg_max(struct_pack(date := board.date), board.position).date as date
    from board
    inner join plan on board.position <= plan.position
    where board.kind = 'day'
    group by board.day
    having date is not null
),

placed as (
    select
        board.item as scene,
        arg_max(struct_pack(day := board.day), board.position).day as day
    from board
    inner join plan on board.position <= plan.position
    where board.kind = 'strip'
    group by board.item
),

lengths as (
    select
        scenes.scene,
        arg_max(scenes.eighths, scenes.position) filter (where scenes.eighths is not null) as eighths
    from scenes
    inner join plan on scenes.position <= plan.position
    group by scenes.scene
),

loads as (
    select
        placed.day,
        sum(lengths.eighths) as eighths
    from placed
    inner join lengths on lengths.scene = placed.scene
    group by placed.day
)

select
    days.unit,
    row_number() over (partition by days.unit order by days.date, days.day) as number,
    days.day,
    days.date,
    cast(coalesce(loads.eighths, 0) as integer) as planned,
    cast(sum(coalesce(loads.eighths, 0)) over (partition by days.unit order by days.date, days.day) as integer) as planned_to_date
from days
left join loads on loads.day = days.day
order by days.unit, number
