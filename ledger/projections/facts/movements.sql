-- One row per signed line of money that an entry moves, by layer.
-- Layers: budget, reallocation, contingency, overage, ordered, relieved, accrued, cost, from_estimate, paid. A relieved
-- row stands on the account, document and line of the promise, and so does work accrued on one; amount is in the
-- document's currency, book_amount in the book's. `party` is whom a line names, if it names one; `pay` is the component of
-- a payroll's line.
with

read as (
    select
        position,
        "on",
        stream,
        kind,
        name,
        from_json(state, '{"event": {
            "account": "VARCHAR",
            "contingency_account": "VARCHAR",
            "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "lines": [{
                "line": "INTEGER", "account": "VARCHAR", "party": "VARCHAR", "pay": "VARCHAR", "segments": "MAP(VARCHAR, VARCHAR)",
                "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "book_amount": {"amount": "DECIMAL(18,4)"},
                "from_estimate": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
                "promise": {"document": "VARCHAR", "line": "INTEGER"},
                "relieves": {
                    "document": "VARCHAR", "line": "INTEGER", "account": "VARCHAR",
                    "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "book_amount": {"amount": "DECIMAL(18,4)"}
                }
            }],
            "settles": [{
                "line": "INTEGER", "account": "VARCHAR", "party": "VARCHAR",
                "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "book_amount": {"amount": "DECIMAL(18,4)"}
            }]
        }}').event as event,
    from staged
    where name in (
        'BudgetLocked', 'BudgetReallocated', 'ContingencyDrawn', 'ContingencyReturned', 'OverageApproved',
        'PurchaseOrderApproved', 'PurchaseOrderClosed', 'PurchaseOrderVoided',
        'PersonEngaged', 'EngagementChanged', 'EngagementExtended', 'EngagementReleased', 'EngagementClosed',
        'InvoicePosted', 'InvoicePaid', 'InvoiceCredited', 'InvoiceRecoded', 'InvoiceReversed',
        'PayrollPosted', 'PayrollPaid', 'PayrollRecoded', 'PayrollReversed',
        'AccrualMade', 'AccrualReversed',
        'EnvelopePosted', 'EnvelopeRecoded', 'EnvelopeReversed'
    )
),

lines as (
    select
        position,
        "on",
        stream,
        kind,
        case
            when name = 'BudgetLocked' then 'budget'
            when name = 'BudgetReallocated' then 'reallocation'
            when name = 'OverageApproved' then 'overage'
            when name in ('InvoicePaid', 'PayrollPaid') then 'paid'
            when kind in ('invoice', 'payroll', 'advance') then 'cost'
            when kind = 'accrual' then 'accrued'
            else 'ordered'
        end as layer,
        unnest(event.lines) as moved,
    from read
),

settled as (
    select
        position,
        "on",
        stream,
        kind,
        unnest(event.settles) as moved,
    from read
    where event.settles is not null
),

contingency as (
    select
        position,
        "on",
        stream,
        kind,
        event.amount as amount,
        unnest([
            {'account': event.account, 'receives': name = 'ContingencyDrawn'},
            {'account': event.contingency_account, 'receives': name = 'ContingencyReturned'}
        ]) as side,
    from read
    where name in ('ContingencyDrawn', 'ContingencyReturned')
)

select
    position,
    "on",
    moved.account as account,
    layer,
    split_part(coalesce(moved.promise.document, stream), '/', 1) as kind,
    moved.amount.amount as amount,
    moved.amount.currency as currency,
    coalesce(moved.book_amount.amount, moved.amount.amount) as book_amount,
    coalesce(moved.promise.document, stream) as document,
    coalesce(moved.promise.line, moved.line) as line,
    moved.segments as segments,
    moved.party as party,
    moved.pay as pay,
from lines
union all by name
select
    position,
    "on",
    moved.account as account,
    'paid' as layer,
    kind,
    moved.amount.amount as amount,
    moved.amount.currency as currency,
    coalesce(moved.book_amount.amount, moved.amount.amount) as book_amount,
    stream as document,
    moved.line as line,
from lines
where kind = 'advance'
union all by name
select
    position,
    "on",
    moved.relieves.account as account,
    'relieved' as layer,
    split_part(moved.relieves.document, '/', 1) as kind,
    moved.relieves.amount.amount as amount,
    moved.relieves.amount.currency as currency,
    moved.relieves.book_amount.amount as book_amount,
    moved.relieves.document as document,
    moved.relieves.line as line,
    moved.pay as pay,
from lines
where moved.relieves.document is not null
union all by name
select
    position,
    "on",
    moved.account as account,
    'from_estimate' as layer,
    kind,
    moved.from_estimate.amount as amount,
    moved.from_estimate.currency as currency,
    moved.from_estimate.amount as book_amount,
    stream as document,
    moved.line as line,
from lines
where moved.from_estimate.amount is not null
union all by name
select
    position,
    "on",
    moved.account as account,
    'paid' as layer,
    kind,
    moved.amount.amount as amount,
    moved.amount.currency as currency,
    coalesce(moved.book_amount.amount, moved.amount.amount) as book_amount,
    stream as document,
    moved.line as line,
    moved.party as party,
from settled
union all by name
select
    position,
    "on",
    side.account as account,
    'contingency' as layer,
    kind,
    if(side.receives, amount.amount, -amount.amount) as amount,
    amount.currency as currency,
    if(side.receives, amount.amount, -amount.amount) as book_amount,
    stream as document,
from contingency
