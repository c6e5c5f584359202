-- One row per issued revision of the schedule: its colour, and the shoot days and pages that it holds.
select
    place as revision,
    item as colour,
    "on" as issued,
    days,
    eighths,
    in_pages(eighths) as pages,
    position as entry
from board
where kind = 'revision'
order by revision, entry
