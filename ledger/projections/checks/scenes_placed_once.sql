-- One row per place on a shoot day that two scenes share, and per scene that an entry places twice.
select
    day,
    place,
    string_agg(scene, ', ' order by scene) as scenes,
from strips
where day is not null
group by day, place
having count(*) > 1
union all
select
    day,
    null as place,
    item as scenes,
from board
where
    kind = 'strip'
    and day is not null
group by position, day, item
having count(*) > 1
order by day, place
