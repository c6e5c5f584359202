-- One row per credit note: its own number and day, and what it takes off the invoice that it credits.
with

read as (
    select
        position,
        "on",
        stream,
        from_json(state, '{"event": {
            "vendor": "VARCHAR", "number": "VARCHAR", "dated": "DATE",
            "net": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "gross": {"amount": "DECIMAL(18,4)"},
            "tax": {"amount": "DECIMAL(18,4)"}, "withholding": {"amount": "DECIMAL(18,4)"},
            "lines": [{"recoverable": {"amount": "DECIMAL(18,4)"}}]
        }}').event as event,
    from staged
    where name = 'InvoiceCredited'
)

select
    position,
    "on",
    stream as document,
    event.vendor as party,
    event.number as number,
    event.dated as dated,
    event.net.currency as currency,
    event.net.amount as net,
    coalesce(event.tax.amount, 0) as tax,
    event.gross.amount as gross,
    coalesce(event.withholding.amount, 0) as withholding,
    coalesce(list_sum([-line.recoverable.amount for line in event.lines]), 0)::decimal(18, 4) as recoverable,
from read
