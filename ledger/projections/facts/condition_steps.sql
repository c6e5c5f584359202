-- One row per condition of a tranche and entry that asks for it, meets it, waives it or opens it again.
-- `step` is added, met, waived or withdrawn; `text` is what must be so, and `line` its place among those that one entry asks for. Of one that is
-- met, `met_by` is the entry named as what meets it, `note` what was seen, and `valid_to` its last day.
with

read as (
    select
        position,
        "on",
        key as source,
        name,
        from_json(state, '{"event": {
            "tranche": "VARCHAR", "condition": "JSON", "entry": "BIGINT", "note": "VARCHAR", "valid_to": "DATE",
            "conditions": ["JSON"]
        }}').event as event,
    from staged
    where name in ('TrancheScheduled', 'ConditionAdded', 'ConditionMet', 'ConditionWithdrawn', 'ConditionWaived')
),

asked as (
    select
        position,
        "on",
        source,
        event.tranche as tranche,
        unnest(if(name = 'ConditionAdded', [event.condition], event.conditions)) as told,
        generate_subscripts(if(name = 'ConditionAdded', [event.condition], event.conditions), 1) as line,
    from read
    where name in ('TrancheScheduled', 'ConditionAdded')
)

select
    position,
    "on",
    source,
    tranche,
    told ->> '$.key' as condition,
    'added' as step,
    line,
    told ->> '$.text' as text,
    told ->> '$.kind' as kind,
    told ->> '$.milestone' as milestone,
    told ->> '$.party' as party,
    told ->> '$.rule' as rule,
    (told ->> '$.due')::date as due,
    null::bigint as met_by,
    null::varchar as note,
    null::date as valid_to,
from asked
union all by name
select
    position,
    "on",
    source,
    event.tranche as tranche,
    event.condition ->> '$' as condition,
    case name
        when 'ConditionMet' then 'met'
        when 'ConditionWithdrawn' then 'withdrawn'
        when 'ConditionWaived' then 'waived'
    end as step,
    event.entry as met_by,
    event.note as note,
    event.valid_to as valid_to,
from read
where name in ('ConditionMet', 'ConditionWithdrawn', 'ConditionWaived')
