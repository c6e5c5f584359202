-- One row per issued version of the finance plan, with what it came to and the final budget that it stood against, in the book's currency.
-- The gap is minus: what the plan lacked.
select
    number,
    "on" as issued,
    position as entry,
    gross,
    cash,
    recognised,
    final as final_budget,
    (gross - final)::decimal(18, 4) as gap,
from issued_plans
order by number
