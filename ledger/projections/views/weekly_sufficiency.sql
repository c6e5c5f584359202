-- One row per week of the cash flow, without the undrawn contingency and with it among what is to be paid: whether the money is sufficient.
-- The first is the window's own day, called now; the entry is the last that the window knows, because all of them make it.
select
    as_at.position,
    sufficiency."up to" as day,
    sufficiency.week,
    'without' as contingency,
    sufficiency.sufficiency as amount,
from sufficiency
cross join as_at
union all
select
    as_at.position,
    sufficiency."up to" as day,
    sufficiency.week,
    'with' as contingency,
    sufficiency."with contingency" as amount,
from sufficiency
cross join as_at
order by day, contingency
