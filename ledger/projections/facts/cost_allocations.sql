-- One row per cost line and entry that allocates it to a source of the finance plan, in percent of the line.
with

read as (
    select
        position,
        "on",
        from_json(state, '{"event": {
            "document": "VARCHAR", "source": "VARCHAR", "percent": "DECIMAL(18,8)", "lines": ["INTEGER"]
        }}').event as event,
    from staged
    where name = 'CostAllocated'
)

select
    position,
    "on",
    event.document as document,
    unnest(event.lines) as line,
    event.source as source,
    event.percent as percent,
from read
