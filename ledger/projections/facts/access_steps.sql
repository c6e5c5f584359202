-- One row per entry that set what a party may see; kinds and reports are null for all of them, and empty for none.
with

read as (
    select
        position,
        "on",
        key as party,
        from_json(state, '{"event": {"kinds": ["VARCHAR"], "reports": ["VARCHAR"], "evidence": "BOOLEAN", "names": "BOOLEAN"}}').event as event,
    from staged
    where name = 'AccessSet'
)

select
    position,
    "on",
    party,
    event.kinds as kinds,
    event.reports as reports,
    coalesce(event.evidence, true) as evidence,
    coalesce(event.names, true) as names,
from read
