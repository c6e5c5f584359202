-- One row per account that is spent and committed beyond its final budget, and the last entry that spent or promised on it.
with

last_spent as (
    select
        account,
        max(position) as entry,
    from movements
    where layer in ('ordered', 'relieved', 'accrued', 'cost')
    group by account
)

select
    account_figures.account,
    account_figures.total - account_figures.final as amount,
    last_spent.entry,
from account_figures
inner join last_spent on last_spent.account = account_figures.account
where account_figures.total > account_figures.final
order by account_figures.account
