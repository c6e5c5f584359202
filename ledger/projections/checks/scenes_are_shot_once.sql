-- One row per scene of which the reports have shot more eighths than it ever had in the script.
-- A day in the past may hide the correction of an earlier report, so only a whole window is judged.
with

lengths as (
    select
        scene,
        max(eighths) as eighths
    from scenes
    group by scene
),

shot as (
    select
        scene,
        sum(eighths) as eighths
    from scenes_told
    where result in ('shot', 'part')
    group by scene
)

select
    shot.scene,
    shot.eighths as shot,
    lengths.eighths
from shot
cross join whole_window
left join lengths on lengths.scene = shot.scene
where shot.eighths > coalesce(lengths.eighths, 0)
order by shot.scene
