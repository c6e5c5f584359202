-- One row per receipt of a financier's money: for which tranche, when it came in, what the bank kept, and what reached the account, in the book's currency.
-- Money that is repaid is minus, and of no tranche.
with

received as (
    select
        *,
        if(step = 'repaid', -1, 1) as sign,
        in_book(coalesce(charges, 0), coalesce(rate, 1)) as kept,
    from financing
    where step in ('received', 'repaid')
)

select
    position as entry,
    received_on as "received on",
    source,
    tranche,
    currency,
    (sign * amount)::decimal(18, 4) as amount,
    (sign * book_amount)::decimal(18, 4) as "in book",
    kept as charges,
    (sign * book_amount - kept)::decimal(18, 4) as "reached the account",
from received
order by received_on, position
