-- One row per side and item of the production's balance, in the book's currency: what it has and has spent, and where that came from.
-- cash + advances + recoverable tax + cost to date = received from financiers + owed to payees + withheld for the tax office +
-- exchange rounding. The last is what documents in another currency are off by, each figure being rounded by itself; the
-- others are read from their own lists, so that the two sides meet only when the lists agree.
with

lists as (
    select
        (select coalesce(sum(to_date), 0) from account_figures) as to_date,
        (select coalesce(sum("left in book"), 0) from payables where stage not in ('entered', 'approved')) as owed,
        (select coalesce(sum("outstanding in book"), 0) from advances) as advances,
        (select coalesce(sum(amount), 0) from recoverable_tax) as recoverable,
        (select coalesce(sum(amount), 0) from tax_withheld) as withheld,
        (select coalesce(sum(off), 0) from exchange_rounding) as off,
)

select
    'has' as side,
    unnest(['cash', 'advances', 'recoverable tax', 'cost to date']) as item,
    unnest([cash_position.cash, lists.advances, lists.recoverable, lists.to_date]) as amount,
from cash_position
cross join lists
union all
select
    'owes' as side,
    unnest(['received from financiers', 'owed to payees', 'withheld for the tax office', 'exchange rounding']) as item,
    unnest([cash_position.received, lists.owed, lists.withheld, lists.off]) as amount,
from cash_position
cross join lists
