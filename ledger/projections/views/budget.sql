-- One row per account: the locked budget, what was moved since, and the final budget that these make.
select
    account_figures.account,
    account_labels.description,
    account_labels.category,
    account_labels.section,
    account_figures.locked,
    account_figures.reallocated,
    account_figures.contingency,
    account_figures.overages,
    account_figures.final,
from account_figures
inner join account_labels on account_labels.account = account_figures.account
order by account_labels.number
