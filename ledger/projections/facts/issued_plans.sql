-- One row per issued version of the finance plan, with what it said, in the book's currency.
with

read as (
    select
        position,
        "on",
        from_json(state, '{"event": {
            "number": "INTEGER",
            "gross": {"amount": "DECIMAL(18,4)"}, "cash": {"amount": "DECIMAL(18,4)"},
            "recognised": {"amount": "DECIMAL(18,4)"}, "final": {"amount": "DECIMAL(18,4)"}
        }}').event as event,
    from staged
    where name = 'FinancePlanIssued'
)

select
    position,
    "on",
    event.number as number,
    event.gross.amount as gross,
    event.cash.amount as cash,
    event.recognised.amount as recognised,
    event.final.amount as final,
from read
