-- One row per movement, estimate, change of finance or hot cost whose amount could not be read as money.
select
    position,
    document,
    'movement' as what,
from movements
where
    amount is null
    or book_amount is null
union all
select
    position,
    account as document,
    'estimate' as what,
from estimates
where
    mode <> 'on budget'
    and amount is null
union all
select
    position,
    source as document,
    'finance' as what,
from financing
where
    step in ('added', 'changed', 'scheduled', 'received')
    and what <> 'condition'
    and (amount is null or book_amount is null)
union all
select
    position,
    day as document,
    'hot cost' as what,
from hot_lines
where
    planned is null
    or actual is null
order by position
