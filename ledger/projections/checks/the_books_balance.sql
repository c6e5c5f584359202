-- One row when what the production has and has spent is not what it received and owes.
select
    coalesce(sum(amount) filter (side = 'has'), 0) as has,
    coalesce(sum(amount) filter (side = 'owes'), 0) as owes,
from balance
having has <> owes
