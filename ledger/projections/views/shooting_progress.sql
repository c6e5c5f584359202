-- One row per unit and shoot day: the eighths planned and shot, to date, what is left of the script, and the days ahead or behind.
-- A scene counts on the day that shot it. The days ahead (below zero: behind) are counted from the day to the one whose planned eighths to
-- date are nearest to those shot; of two that are as near, the earlier. `left` is of all units, up to the date of the day.
with

shot as (
    select
        day,
        sum(eighths) filter (where result in ('shot', 'part')) as shot,
        sum(eighths) filter (where result = 'added') as added
    from scenes_told
    group by day
),

days as (
    select
        shoot_days.unit,
        shoot_days.number,
        shoot_days.day,
        shoot_days.date,
        latest_reports.entry,
        coalesce(planned_days.planned, 0) as planned,
        coalesce(
            planned_days.planned_to_date, max(planned_days.planned_to_date) over (partition by shoot_days.unit), 0
        ) as planned_to_date,
        if(latest_reports.day is null, null, coalesce(shot.shot, 0)) as shot,
        if(latest_reports.day is null, null, coalesce(shot.added, 0)) as added,
        sum(coalesce(shot.shot, 0)) over (partition by shoot_days.unit order by shoot_days.number) as shot_to_date
    from shoot_days
    left join planned_days
        on planned_days.unit = shoot_days.unit and planned_days.number = shoot_days.number
    left join latest_reports on latest_reports.day = shoot_days.day
    left join shot on shot.day = shoot_days.day
),

plan as (
    select
        unit,
        number,
        planned_to_date
    from planned_days
    union all
    select distinct
        unit,
        0 as number,
        0 as planned_to_date
    from planned_days
),

reached as (
    select
        days.day,
        plan.number
    from days
    inner join plan on plan.unit = days.unit
    where days.entry is not null
    qualify row_number() over (
        partition by days.day
        order by abs(plan.planned_to_date - days.shot_to_date), plan.planned_to_date, abs(plan.number - days.number), plan.number
    ) = 1
),

told as (
    select
        days.*,
        script_left."left" as left_eighths,
        cast(if(days.entry is null, null, days.shot_to_date - days.planned_to_date) as integer) as ahead_eighths,
        reached.number - days.number as days_ahead
    from days
    left join script_left on script_left.day = days.day
    left join reached on reached.day = days.day
)

select
    unit,
    number,
    day,
    date,
    planned,
    cast(shot as integer) as shot,
    cast(added as integer) as added,
    cast(planned_to_date as integer) as planned_to_date,
    cast(if(entry is null, null, shot_to_date) as integer) as shot_to_date,
    left_eighths as "left",
    ahead_eighths as eighths_ahead,
    cast(days_ahead as integer) as days_ahead,
    case
        when entry is null then ''
        when ahead_eighths < 0 then 'behind'
        when ahead_eighths > 0 then 'ahead'
        else 'on plan'
    end as "ahead/behind",
    if(entry is null, '', in_pages(abs(ahead_eighths))) as pages_ahead,
    if(entry is null, '', in_pages(left_eighths)) as pages_left,
    entry
from told
order by date, unit
