-- One row per document that something is left to pay of, by due date: to whom, how much, and by how many days it is overdue; minus comes back.
-- Amounts are in the document's currency, and what is left in the book's too, at the document's rate, half-up. What is
-- entered or approved is owed too, but is not cost before it is posted.
with

owed as (
    select
        'invoice' as kind,
        invoice as document,
        number,
        vendor as payee,
        dated,
        due,
        currency,
        payable,
        paid,
        "left to pay",
        stage,
    from invoices
    where "left to pay" <> 0
    union all by name
    select
        'payroll' as kind,
        payroll as document,
        number,
        coalesce(vendor, 'the people on it') as payee,
        dated,
        due,
        currency,
        total - withheld as payable,
        paid,
        "left to pay",
        stage,
    from payrolls
    where "left to pay" <> 0
),

valued as (
    select
        owed.*,
        in_book(owed."left to pay", documents.rate) as left_in_book,
    from owed
    inner join documents on documents.kind = owed.kind and documents.key = owed.document
)

select
    valued.* exclude (stage, left_in_book),
    valued.left_in_book as "left in book",
    valued.stage,
    if(valued.due is null, null, greatest(as_at."on" - valued.due, 0)) as "days overdue",
from valued
cross join as_at
order by valued.due nulls last, valued.document
