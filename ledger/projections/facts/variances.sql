-- One row per threshold set for variances, and per note that explains one: `variance` is what the note explains.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {
            "amount": {"amount": "DECIMAL(18,4)"}, "percent": "DECIMAL(9,4)", "financier": "VARCHAR",
            "account": "VARCHAR", "variance": {"amount": "DECIMAL(18,4)"}, "text": "VARCHAR"
        }}').event as event,
    from staged
    where name in ('VarianceThresholdSet', 'VarianceNoted')
)

select
    position,
    "on",
    if(name = 'VarianceNoted', 'note', 'threshold') as kind,
    event.amount.amount as amount,
    event.percent as percent,
    event.financier as financier,
    event.account as account,
    event.variance.amount as variance,
    event.text as note,
from read
