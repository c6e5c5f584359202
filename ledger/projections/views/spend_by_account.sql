-- One row per account that was spent or promised on: committed, posted, paid, and posted but not paid, side by side.
select
    account_figures.account,
    account_figures.description,
    account_figures.commitments as committed,
    account_figures.to_date as posted,
    coalesce(paid_costs.paid, 0) as paid,
    account_figures.to_date - coalesce(paid_costs.paid, 0) as unpaid,
from account_figures
left join paid_costs on paid_costs.account = account_figures.account
where
    account_figures.commitments <> 0
    or account_figures.to_date <> 0
    or paid_costs.paid <> 0
order by account_figures.number
