-- One row per account and entry that changes its estimate to complete: by how much, in the book's currency.
with

changes as (
    select
        account,
        position,
        etc - lag(etc, 1, 0) over (partition by account order by "on", position) as amount,
    from figure_steps
)

select
    account,
    position,
    amount,
from changes
where amount <> 0
order by position, account
