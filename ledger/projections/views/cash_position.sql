-- One row: cash received from financiers, after bank charges, less what was paid out, in the book's currency.
with

received as (
    select coalesce(sum("reached the account"), 0) as received
    from receipts
),

paid as (
    select coalesce(sum("in book"), 0) as paid
    from payments
)

select
    received.received,
    paid.paid,
    received.received - paid.paid as cash,
from received
cross join paid
