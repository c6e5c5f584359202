-- One row per shoot day that has a production report: the scenes planned, shot, in part, owed and added, eighths, set-ups, times, screen time.
with

by_result as (
    select
        day,
        string_agg(scene, ', ' order by scene) filter (where result = 'shot') as shot,
        string_agg(scene, ', ' order by scene) filter (where result = 'part') as part,
        string_agg(scene, ', ' order by scene) filter (where result = 'owed') as owed,
        string_agg(scene, ', ' order by scene) filter (where result = 'added') as added
    from scenes_told
    group by day
),

planned as (
    select
        position,
        string_agg(item, ', ' order by item) as scenes,
        cast(sum(eighths) as integer) as eighths
    from shooting
    where kind = 'planned'
    group by position
),

people as (
    select
        position,
        count(*) filter (where kind = 'cast') as cast_count,
        count(*) filter (where kind = 'crew') as crew_count,
        cast(coalesce(sum(worked) filter (where kind = 'delay'), 0) as integer) as delayed,
        count(*) filter (where kind = 'accident') as accidents
    from shooting
    group by position
)

select
    latest_reports.number,
    latest_reports.day,
    latest_reports.date,
    latest_reports.unit,
    coalesce(planned.scenes, '') as planned,
    coalesce(by_result.shot, '') as shot,
    coalesce(by_result.part, '') as part,
    coalesce(by_result.owed, '') as owed,
    coalesce(by_result.added, '') as added,
    coalesce(planned.eighths, 0) as eighths_planned,
    shooting_progress.shot as eighths_shot,
    shooting_progress.shot_to_date as eighths_to_date,
    shooting_progress."left" as eighths_left,
    latest_reports.setups,
    left(cast(to_minutes(latest_reports.call) as varchar), 5) as call,
    left(cast(to_minutes(latest_reports.first_shot) as varchar), 5) as first_shot,
    left(cast(to_minutes(latest_reports.lunch) as varchar), 5) as lunch,
    left(cast(to_minutes(latest_reports.wrap) as varchar), 5) as wrap,
    left(cast(to_minutes(latest_reports.wrap - latest_reports.call) as varchar), 5) as hours,
    cast(to_seconds(latest_reports.seconds) as varchar) as screen_time,
    people.delayed as minutes_delayed,
    people.accidents,
    people.cast_count,
    people.crew_count,
    latest_reports.corrections,
    latest_reports.entry
from latest_reports
inner join shooting_progress on shooting_progress.day = latest_reports.day
inner join people on people.position = latest_reports.entry
left join by_result on by_result.day = latest_reports.day
left join planned on planned.position = latest_reports.entry
order by latest_reports.date, latest_reports.unit
