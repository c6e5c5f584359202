-- One row per player and per crew line of a day's production report: when they came, ate and left, and for the crew the hours worked.
-- Players leave the hotel and are dismissed; the crew comes in and goes out. Times after midnight go on: 28:30 is half past four.
select
    latest_reports.number,
    latest_reports.day,
    latest_reports.date,
    latest_reports.unit,
    shooting.kind as who,
    shooting.item as key,
    left(cast(to_minutes(shooting.began) as varchar), 5) as came,
    left(cast(to_minutes(shooting.first_shot) as varchar), 5) as on_set,
    left(cast(to_minutes(shooting.meal) as varchar), 5) as meal,
    left(cast(to_minutes(shooting.meal_in) as varchar), 5) as meal_in,
    left(cast(to_minutes(shooting.ended) as varchar), 5) as "left",
    left(cast(to_minutes(shooting.worked) as varchar), 5) as worked
from shooting
inner join latest_reports on latest_reports.entry = shooting.position
where shooting.kind in ('cast', 'crew')
order by latest_reports.date, latest_reports.unit, shooting.kind, shooting.item
