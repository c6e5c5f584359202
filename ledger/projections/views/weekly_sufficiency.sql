-- One row per week of the cash flow, without the undrawn contingency and with it among what is to be paid: whether the money is sufficient.
-- The first is the window's own day, called now; the entry is the last that is in effect in the window, because all of them make it.
with

last as (
    select max(position) as position
    from entries
)

select
    last.position,
    sufficiency."up to" as day,
    sufficiency.week,
    'without' as contingency,
    sufficiency.sufficiency as amount,
from sufficiency
cross join last
union all
select
    last.position,
    sufficiency."up to" as day,
    sufficiency.week,
    'with' as contingency,
    sufficiency."with contingency" as amount,
from sufficiency
cross join last
order by day, contingency
