-- One row per holder and currency of advances: what was advanced, accounted for, returned, and is outstanding; and since when.
select
    party,
    any_value(holder) as holder,
    currency,
    count(*) as advances,
    sum(advanced) as advanced,
    sum(accounted) as accounted,
    sum(returned) as returned,
    sum(outstanding) as outstanding,
    min(issued) filter (outstanding > 0) as "outstanding since",
from advances
group by party, currency
order by party, currency
