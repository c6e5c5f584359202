-- One row per entry that says where a cost line or an account is spent; of an account, `document` and `line` are null.
with

read as (
    select
        position,
        "on",
        from_json(state, '{"event": {
            "account": "VARCHAR", "document": "VARCHAR", "line": "INTEGER", "country": "VARCHAR", "region": "VARCHAR"
        }}').event as event,
    from staged
    where name in ('CostPlaced', 'AccountPlaced')
)

select
    position,
    "on",
    event.account as account,
    event.document as document,
    event.line as line,
    event.country as country,
    event.region as region,
from read
