-- One row per shoot day that has a production report: the eighths that the script has left after it, of all units up to its date.
with

scenes_left as (
    select
        shoot_days.day,
        greatest(strips.eighths - coalesce(sum(scenes_told.eighths), 0), 0) as "left"
    from shoot_days
    cross join strips
    left join scenes_told
        on scenes_told.scene = strips.scene and scenes_told.date <= shoot_days.date and scenes_told.result in ('shot', 'part')
    group by shoot_days.day, strips.scene, strips.eighths
)

select
    latest_reports.day,
    cast(coalesce(sum(scenes_left."left"), 0) as integer) as "left"
from latest_reports
left join scenes_left on scenes_left.day = latest_reports.day
group by latest_reports.day
order by latest_reports.day
