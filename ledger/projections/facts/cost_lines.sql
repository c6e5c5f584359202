-- One row per line of cost that an entry posts, credits, recodes or turns around: net, tax and days of service, in the document's currency.
-- Its amount, what it relieves and the book's amount are movements; `supplier` and `receipt` are those of an envelope,
-- `party` and `pay` the person and the component of a payroll. `opens` is true where the entry makes the line; of one that a recode
-- made, `origin` is the line that its cost has left.
with

read as (
    select
        position,
        "on",
        stream,
        name,
        from_json(state, '{"event": {"lines": [{
            "line": "INTEGER", "account": "VARCHAR", "description": "VARCHAR", "worked_from": "DATE", "worked_to": "DATE",
            "supplier": "VARCHAR", "party": "VARCHAR", "pay": "VARCHAR", "receipt": "VARCHAR", "dated": "DATE", "settlement": "VARCHAR", "related": "BOOLEAN",
            "country": "VARCHAR", "region": "VARCHAR",
            "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "book_amount": {"amount": "DECIMAL(18,4)"},
            "net": {"amount": "DECIMAL(18,4)"}, "tax": {"amount": "DECIMAL(18,4)"}, "recoverable": {"amount": "DECIMAL(18,4)"}
        }]}}').event as event,
    from staged
    where name in (
        'InvoicePosted', 'InvoiceCredited', 'InvoiceRecoded', 'InvoiceReversed',
        'PayrollPosted', 'PayrollRecoded', 'PayrollReversed', 'EnvelopePosted', 'EnvelopeRecoded', 'EnvelopeReversed'
    )
),

lines as (
    select
        position,
        "on",
        stream,
        name,
        event.lines[1].line as first_line,
        unnest(event.lines) as cost,
        generate_subscripts(event.lines, 1) as rank,
    from read
)

select
    position,
    "on",
    stream as document,
    cost.line as line,
    cost.account as account,
    cost.amount.currency as currency,
    cost.amount.amount as amount,
    coalesce(cost.book_amount.amount, cost.amount.amount) as book_amount,
    cost.net.amount as net,
    coalesce(cost.tax.amount, 0) as tax,
    coalesce(cost.recoverable.amount, 0) as recoverable,
    cost.worked_from as worked_from,
    cost.worked_to as worked_to,
    cost.description as description,
    cost.supplier as supplier,
    cost.party as party,
    cost.pay as pay,
    cost.receipt as receipt,
    cost.dated as dated,
    cost.settlement as settlement,
    coalesce(cost.related, false) as related,
    cost.country as country,
    cost.region as region,
    name in ('InvoicePosted', 'PayrollPosted', 'EnvelopePosted') or (name like '%Recoded' and rank = 2) as opens,
    if(name like '%Recoded' and rank = 2, first_line, null) as origin,
from lines
