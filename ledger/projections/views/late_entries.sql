-- One row per late entry: the day printed on what it enters or posts was already closed when it was recorded.
with

printed as (
    select
        entries.position,
        entries."on",
        entries.stream as document,
        coalesce(entries.dated, documents.dated) as dated,
    from entries
    left join documents on documents.document = entries.stream
    where entries.name in ('InvoiceEntered', 'InvoicePosted', 'InvoiceCredited', 'PurchaseOrderRaised', 'PayrollPosted')
)

select
    printed.position,
    printed."on",
    printed.document,
    printed.dated,
    closings.cut_off as closed,
from printed
asof join closings on printed.position > closings.position
where printed.dated <= closings.cut_off
order by printed.position
