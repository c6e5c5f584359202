-- One row: cash received from financiers less what was paid to vendors, in the book's currency; a payment at its document's rate, half-up.
with

received as (
    select coalesce(sum(received_book), 0) as received
    from tranches
),

paid as (
    select
        coalesce(sum(case book.scale
            when 0 then round(statuses.amount * documents.rate, 0)
            when 3 then round(statuses.amount * documents.rate, 3)
            else round(statuses.amount * documents.rate, 2)
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
