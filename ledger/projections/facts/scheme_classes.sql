-- One row per account or cost line that an entry puts in a class of a scheme; of an account, `document` and `line` are null.
with

read as (
    select
        position,
        "on",
        key as scheme,
        name,
        from_json(state, '{"event": {
            "classes": "MAP(VARCHAR, VARCHAR)", "document": "VARCHAR", "line": "INTEGER", "cost_class": "VARCHAR"
        }}').event as event,
    from staged
    where name in ('SchemeClassesSet', 'CostClassed')
),

classes as (
    select
        position,
        "on",
        scheme,
        unnest(map_entries(event.classes)) as told,
    from read
    where name = 'SchemeClassesSet'
)

select
    position,
    "on",
    scheme,
    told.key as account,
    null::varchar as document,
    null::integer as line,
    told.value as class,
from classes
union all by name
select
    position,
    "on",
    scheme,
    event.document as document,
    event.line as line,
    event.cost_class as class,
from read
where name = 'CostClassed'
