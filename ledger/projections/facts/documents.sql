-- One row per order, engagement, invoice, payroll, accrual and advance as it began: with whom, how much, and the days printed on it.
with

read as (
    select
        position,
        "on",
        stream,
        kind,
        key,
        from_json(state, '{"event": {
            "vendor": "VARCHAR", "party": "VARCHAR", "holder": "VARCHAR", "means": "VARCHAR", "number": "VARCHAR", "role": "VARCHAR", "department": "VARCHAR",
            "description": "VARCHAR", "dated": "DATE", "due": "DATE", "starts": "DATE", "ends": "DATE", "rate": "DECIMAL(18,8)",
            "received": "DATE", "order": "VARCHAR", "pay_or_play": "BOOLEAN",
            "net": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "total": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "withheld": {"amount": "DECIMAL(18,4)"},
            "gross": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "withholding": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "recoverable": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}
        }}').event as event,
    from staged
    where name in ('PurchaseOrderRaised', 'PersonEngaged', 'InvoiceEntered', 'PayrollPosted', 'AccrualMade', 'AdvanceIssued')
)

select
    position,
    "on",
    stream as document,
    kind,
    key,
    coalesce(event.vendor, event.party, event.holder) as party,
    event.number as number,
    event.role as role,
    event.department as department,
    event.description as description,
    event.dated as dated,
    event.due as due,
    event.starts as starts,
    event.ends as ends,
    coalesce(event.rate, 1) as rate,
    coalesce(event.net.currency, event.total.currency) as currency,
    coalesce(event.net.amount, event.total.amount) as net,
    coalesce(event.gross.amount, event.total.amount) as gross,
    coalesce(event.withholding.amount, event.withheld.amount, 0) as withholding,
    coalesce(event.recoverable.amount, 0) as recoverable,
    event.received as received,
    event.means as means,
    event."order" as order_key,
    coalesce(event.pay_or_play, false) as pay_or_play,
from read
