-- One row per thing that is told of a co-producer: that it joined, its share in percent, each account of a certified statement of its costs.
-- `step` is joined, agreed, certified or withdrawn; of a statement, `number` is its own and `up_to` the last day that it states.
with

read as (
    select
        position,
        "on",
        key as coproducer,
        name,
        from_json(state, '{"event": {
            "party": "VARCHAR", "country": "VARCHAR", "share": "DECIMAL(18,8)", "own": "BOOLEAN",
            "number": "VARCHAR", "up_to": "DATE", "certified_by": "VARCHAR",
            "lines": [{
                "account": "VARCHAR", "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
                "book_amount": {"amount": "DECIMAL(18,4)"}
            }]
        }}').event as event,
    from staged
    where name in ('CoproducerJoined', 'CoproducerShareAgreed', 'CostStatementCertified', 'CostStatementWithdrawn')
),

lines as (
    select
        position,
        "on",
        coproducer,
        event,
        unnest(event.lines) as line,
    from read
    where name = 'CostStatementCertified'
)

select
    position,
    "on",
    coproducer,
    case name
        when 'CoproducerJoined' then 'joined'
        when 'CoproducerShareAgreed' then 'agreed'
        when 'CostStatementWithdrawn' then 'withdrawn'
    end as step,
    event.party as party,
    event.country as country,
    event.share as share,
    if(name = 'CoproducerJoined', coalesce(event.own, false), null) as own,
    event.number as number,
    null::date as up_to,
    null::varchar as certified_by,
    null::varchar as account,
    null::varchar as currency,
    null::decimal(18, 4) as amount,
    null::decimal(18, 4) as book_amount,
from read
where name <> 'CostStatementCertified'
union all by name
select
    position,
    "on",
    coproducer,
    'certified' as step,
    event.number as number,
    event.up_to as up_to,
    event.certified_by as certified_by,
    line.account as account,
    line.amount.currency as currency,
    line.amount.amount as amount,
    coalesce(line.book_amount.amount, line.amount.amount) as book_amount,
from lines
