-- One row per late entry: the day printed on what it enters or posts was already closed when it was recorded.
-- The day of an envelope is that of its first receipt.
with

receipts_of as (
    select
        position,
        min(dated) as dated,
    from cost_lines
    where dated is not null
    group by position
),

printed as (
    select
        entries.position,
        entries."on",
        entries.stream as document,
        coalesce(entries.dated, receipts_of.dated, documents.dated) as dated,
    from entries
    left join documents on documents.document = entries.stream
    left join receipts_of on receipts_of.position = entries.position
    where entries.name in ('InvoiceEntered', 'InvoicePosted', 'InvoiceCredited', 'PurchaseOrderRaised', 'PayrollPosted', 'EnvelopePosted')
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
