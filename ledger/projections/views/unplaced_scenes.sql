-- One row per scene that is in the script and on no shoot day.
select
    scene,
    upper(int_ext) as int_ext,
    "set",
    day_night,
    eighths,
    pages,
    array_to_string("cast", ', ') as "cast",
    coalesce(synopsis, '') as synopsis
from strips
where day is null
order by try_cast(regexp_extract(scene, '[0-9]+') as integer), scene
