-- One row: cash received from financiers, after bank charges, less what was paid to vendors, in the book's currency; a payment at its document's rate, half-up.
with

received as (
    select
        coalesce(sum(financing.book_amount - case book.scale
            when 0 then round(coalesce(financing.charges, 0)::decimal(38, 4) * coalesce(financing.rate, 1)::decimal(38, 8), 0)
            when 3 then round(coalesce(financing.charges, 0)::decimal(38, 4) * coalesce(financing.rate, 1)::decimal(38, 8), 3)
            else round(coalesce(financing.charges, 0)::decimal(38, 4) * coalesce(financing.rate, 1)::decimal(38, 8), 2)
        end), 0) as received,
    from financing
    cross join book
    where financing.step = 'received'
),

paid as (
    select
        coalesce(sum(case book.scale
            when 0 then round(statuses.amount::decimal(38, 4) * documents.rate::decimal(38, 8), 0)
            when 3 then round(statuses.amount::decimal(38, 4) * documents.rate::decimal(38, 8), 3)
            else round(statuses.amount::decimal(38, 4) * documents.rate::decimal(38, 8), 2)
        end), 0) as paid,
    from statuses
    inner join documents on documents.document = statuses.document
    cross join book
    where statuses.stage = 'paid'
)

select
    received.received,
    paid.paid,
    received.received - paid.paid as cash,
from received
cross join paid
