-- One row per day of the production that rules count from, as it is told by each entry: by a declaration, by a step of the production, or planned.
-- The last row of a name that is not planned counts, and has no day where it was withdrawn; `planned` rows are the first and last planned shoot day.
select
    name,
    day,
    false as planned,
    position,
from declarations
where day is not null or name in (select name from declarations where day is not null)
union all by name
select
    case stage
        when 'greenlit' then 'greenlit'
        when 'in photography' then 'shoot_started'
        when 'wrapped' then 'shoot_ended'
        when 'delivered' then 'production_delivered'
    end as name,
    coalesce(ends, "on") as day,
    false as planned,
    position,
from statuses
where kind = 'production' and stage in ('greenlit', 'in photography', 'wrapped', 'delivered')
union all by name
select
    unnest(['shoot_started', 'shoot_ended']) as name,
    unnest([starts, ends]) as day,
    true as planned,
    entry as position,
from phases
where phase = 'photography'
order by name, position
