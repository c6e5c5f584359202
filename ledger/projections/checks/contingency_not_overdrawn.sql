-- One row per entry after which more contingency is drawn than there is, in the order of recording.
-- A day in the past may hide the return that paid for an earlier draw, so only a whole window is judged.
with

balances as (
    select
        movements.position,
        movements.account,
        sum(movements.book_amount) over (partition by movements.account order by movements.position) as undrawn,
    from movements
    inner join chart on chart.account = movements.account
    where
        chart.is_contingency
        and movements.layer in ('budget', 'reallocation', 'contingency', 'overage')
)

select distinct
    balances.position,
    balances.account,
    balances.undrawn,
from balances
cross join whole_window
where balances.undrawn < 0
order by balances.position
