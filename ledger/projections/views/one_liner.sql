-- One row per placed scene in shooting order: its day, its heading, its pages, its cast and what happens.
select
    number,
    day,
    date,
    unit,
    scene,
    upper(int_ext) as int_ext,
    "set",
    day_night,
    eighths,
    pages,
    array_to_string("cast", ', ') as "cast",
    coalesce(synopsis, '') as synopsis
from strips
where day is not null
order by date, unit, place
