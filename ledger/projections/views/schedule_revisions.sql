-- One row per issued revision of the schedule: its colour, and the shoot days and pages that it holds.
select
    place as revision,
    item as colour,
    "on" as issued,
    days,
    eighths,
    coalesce(nullif(concat_ws(' ', nullif(eighths // 8, 0), nullif(eighths % 8, 0) || '/8'), ''), '0') as pages,
    position as entry
from board
where kind = 'revision'
order by revision, entry
