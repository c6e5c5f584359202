-- One row per second person's word given or taken back, and per decision on which one was used.
-- given: what kind, up to what amount, and the document and version that was seen; used: the entry that was decided on it.
with

read as (
    select
        position,
        "on",
        key as second_key,
        name,
        from_json(state, '{"event": {
            "kind": "VARCHAR", "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "document": "VARCHAR", "version": "INTEGER",
            "decisions": [{"stream": "VARCHAR", "version": "INTEGER"}]
        }}').event as event,
    from staged
    where name in ('DecisionSeconded', 'SecondUsed', 'SecondTakenBack')
),

each as (
    select
        *,
        unnest(coalesce(event.decisions, [null])) as decided,
    from read
)

select
    position,
    "on",
    second_key,
    case name
        when 'DecisionSeconded' then 'given'
        when 'SecondUsed' then 'used'
        when 'SecondTakenBack' then 'taken back'
    end as step,
    event.kind as kind,
    event.amount.amount as amount,
    event.amount.currency as currency,
    coalesce(decided.stream, event.document) as document,
    coalesce(decided.version, event.version) as version,
from each
