-- One row per account and entry that moved its final budget or its total cost: by how much, and what both were after it.
-- In the order in which they took effect, in the book's currency.
with

changes as (
    select
        position,
        "on",
        account,
        if(layer = 'cost', 0, book_amount) as final,
        if(layer = 'cost', book_amount, 0) as total,
    from movements
    where layer in ('budget', 'reallocation', 'contingency', 'overage', 'cost')
    union all
    select
        position,
        "on",
        account,
        0 as final,
        change as total,
    from commitment_steps
    where change <> 0
),

summed as (
    select
        position,
        "on",
        account,
        sum(final) as final,
        sum(total) as total,
    from changes
    group by position, "on", account
)

select
    position,
    "on",
    account,
    final as final_change,
    total as total_change,
    sum(final) over steps as final,
    sum(total) over steps as total,
from summed
window steps as (partition by account order by "on", position)
order by account, "on", position
