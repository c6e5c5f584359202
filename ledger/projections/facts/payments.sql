-- One row per payment to a vendor: what left the bank, in the document's currency; the tax office's part is not in it.
with

read as (
    select
        position,
        "on",
        stream,
        from_json(state, '{"event": {
            "paid": "DATE", "means": "VARCHAR", "reference": "VARCHAR", "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}
        }}').event as event,
    from staged
    where name = 'InvoicePaid'
)

select
    position,
    "on",
    stream as document,
    event.paid as paid,
    event.means as means,
    event.reference as reference,
    event.amount.amount as amount,
    event.amount.currency as currency,
from read
