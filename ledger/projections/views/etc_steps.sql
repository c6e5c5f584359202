-- One row per account and entry that changes its estimate to complete: by how much, and where the account is spent, in the book's currency.
with

changes as (
    select
        account,
        position,
        etc - lag(etc, 1, 0) over (partition by account order by "on", position) as amount,
    from figure_steps
)

select
    changes.account,
    changes.position,
    account_places.country,
    account_places.region,
    changes.amount,
from changes
left join account_places on account_places.account = changes.account
where changes.amount <> 0
order by changes.position, changes.account
