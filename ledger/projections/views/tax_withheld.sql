-- One row per document with tax that was withheld from its payee, and per payment of it to the tax office: how much, and when it is due, in the book's currency.
-- It is of the tax period of the document's day, and paid over on the day of the month after that the terms of the cash flow say. A payment
-- is minus, in the tax period that it settles. What is late is paid on the window's day.
with

parts as (
    select
        posted_documents.document,
        tax_period_ends(documents.dated, cash_terms.tax_period) as ends,
        posted_documents.withheld as amount,
        documents.position,
    from posted_documents
    cross join cash_terms
    inner join documents on documents.document = posted_documents.document
    where posted_documents.withheld <> 0
    union all by name
    select
        'cash/main' as document,
        period_ends as ends,
        -amount as amount,
        position,
    from cash_entries
    where what = 'withholding'
)

select
    parts.document,
    parts.ends as "tax period ends",
    parts.amount::decimal(18, 4) as amount,
    least(parts.ends + cash_terms.withholding_day, last_day(parts.ends + 1)) as due,
    least(greatest(due, cash_terms.planned_from), cash_terms.planned_to) as "paid on",
    parts.position as entry,
from parts
cross join cash_terms
order by parts.ends, parts.document, parts.position
