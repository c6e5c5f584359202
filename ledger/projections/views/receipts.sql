-- One row per receipt of a financier's money: for which tranche, when it came in, what the bank kept, and what reached the account, in the book's currency.
with

received as (
    select
        *,
        coalesce(charges, 0)::decimal(38, 4) * coalesce(rate, 1)::decimal(38, 8) as exact,
    from financing
    where step = 'received'
),

valued as (
    select
        received.*,
        case book.scale
            when 0 then round(exact, 0)::decimal(18, 4) when 3 then round(exact, 3)::decimal(18, 4) else round(exact, 2)::decimal(18, 4)
        end as kept,
    from received
    cross join book
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
from valued
order by received_on, position
