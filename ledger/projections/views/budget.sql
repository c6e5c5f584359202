-- One row per account: the locked budget, what was moved since, and the final budget that these make.
select
    account,
    description,
    category,
    section,
    locked,
    reallocated,
    contingency,
    overages,
    final,
from account_figures
order by number
