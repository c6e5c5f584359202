-- One row per line of an invoice of which more cost is paid than stands, or whose invoice is paid beyond what the vendor is owed.
-- While a refund of credited money is due, more is paid than is owed.
with

costs as (
    select
        document,
        line,
        any_value(account) as account,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as posted,
        coalesce(sum(book_amount) filter (layer = 'paid'), 0) as paid,
    from movements
    where layer in ('cost', 'paid')
    group by document, line
)

select
    costs.document,
    costs.line,
    costs.account,
    costs.posted,
    costs.paid,
    invoices."left to pay",
from costs
inner join documents on documents.document = costs.document
inner join invoices on invoices.invoice = documents.key
where
    documents.kind = 'invoice'
    and (
        (invoices."left to pay" >= 0 and costs.paid not between least(costs.posted, 0) and greatest(costs.posted, 0))
        or (invoices."left to pay" = 0 and invoices.stage in ('paid', 'credited in full') and costs.paid <> costs.posted)
        or (invoices."left to pay" < 0 and invoices.credited = 0)
    )
order by costs.document, costs.line
