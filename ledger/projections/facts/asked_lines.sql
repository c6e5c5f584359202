-- One row per line of an order as it was raised or amended: what is asked for, before it is approved.
with

read as (
    select
        position,
        "on",
        stream,
        from_json(state, '{"event": {
            "lines": [{
                "line": "INTEGER",
                "account": "VARCHAR",
                "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
                "book_amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
                "description": "VARCHAR",
                "starts": "DATE",
                "ends": "DATE",
                "country": "VARCHAR",
                "region": "VARCHAR"
            }]
        }}').event as event,
    from staged
    where name in ('PurchaseOrderRaised', 'PurchaseOrderAmended')
),

lines as (
    select
        position,
        "on",
        stream,
        unnest(event.lines) as asked,
    from read
)

select
    position,
    "on",
    stream as document,
    asked.line as line,
    asked.account as account,
    asked.amount.amount as amount,
    asked.amount.currency as currency,
    coalesce(asked.book_amount.amount, asked.amount.amount) as book_amount,
    asked.description as description,
    asked.starts as starts,
    asked.ends as ends,
    asked.country as country,
    asked.region as region,
from lines
