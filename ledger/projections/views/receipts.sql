-- One row per receipt of a financier's money: for which tranche, when it came in, what the bank kept, and what reached the account, in the book's currency.
with

received as (
    select
        *,
        in_book(coalesce(charges, 0), coalesce(rate, 1)) as kept,
    from financing
    where step = 'received'
)

select
    position as entry,
    received_on as "received on",
    source,
    tranche,
    currency,
    amount,
    book_amount as "in book",
    kept as charges,
    book_amount - kept as "reached the account",
from received
order by received_on, position
