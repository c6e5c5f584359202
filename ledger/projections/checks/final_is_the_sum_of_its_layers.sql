-- One row per account whose final budget is not the sum of every change that its history lists.
with

history as (
    select
        account,
        sum(change) as amount,
    from budget_history
    group by account
)

select
    account_figures.account,
    account_figures.final,
    coalesce(history.amount, 0) as history,
from account_figures
left join history on history.account = account_figures.account
where
    account_figures.final <> coalesce(history.amount, 0)
    or account_figures.final
    <> account_figures.locked + account_figures.reallocated + account_figures.contingency + account_figures.overages
order by account_figures.account
