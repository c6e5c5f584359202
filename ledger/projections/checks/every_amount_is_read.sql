-- One row per movement, estimate, change of finance, issued plan, settlement of tax, cost statement or hot cost whose amount could not be read as money.
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
    step in ('added', 'changed', 'recognised', 'scheduled', 'received', 'repaid')
    and (amount is null or book_amount is null)
union all
select
    position,
    'finance-plan/main' as document,
    'finance plan' as what,
from issued_plans
where
    gross is null
    or cash is null
    or recognised is null
    or final is null
union all
select
    position,
    coproducer as document,
    'cost statement' as what,
from coproducer_steps
where
    step = 'certified'
    and (amount is null or book_amount is null)
union all
select
    position,
    'cash/main' as document,
    'settlement of tax' as what,
from cash_entries
where
    what <> 'terms'
    and (amount is null or period_ends is null or moved_on is null)
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
