-- One row per scene and shoot day on which a report tells of it: what came of it, the eighths shot, and those left after it.
select
    latest_reports.unit,
    latest_reports.number,
    latest_reports.day,
    latest_reports.date,
    shooting.item as scene,
    shooting.result,
    shooting.eighths,
    shooting."left",
    shooting.setups,
    latest_reports.entry
from shooting
inner join latest_reports on latest_reports.entry = shooting.position
where shooting.kind = 'scene'
order by latest_reports.date, latest_reports.unit, shooting.item, shooting.result
