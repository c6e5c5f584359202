-- One row per invoice of which more cost is paid than was posted, or more is paid than the vendor is owed.
with

costs as (
    select
        document,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as posted,
        coalesce(sum(book_amount) filter (layer = 'paid'), 0) as paid,
    from movements
    where layer in ('cost', 'paid')
    group by document
)

select
    costs.document,
    costs.posted,
    costs.paid,
    invoices."left to pay",
from costs
inner join documents on documents.document = costs.document
inner join invoices on invoices.invoice = documents.key
where
    documents.kind = 'invoice'
    and (costs.paid > costs.posted or invoices."left to pay" < 0)
order by costs.document
