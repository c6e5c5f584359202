-- One row per entry: where it stands in the book, who recorded it, and on whose authority; its words stay in the book.
with

read as (
    select
        position,
        "on",
        "at",
        stream,
        kind,
        key,
        version,
        name,
        from_json(state, '{
            "by": "VARCHAR",
            "authority": {"party": "VARCHAR", "grant": "VARCHAR"},
            "evidence": ["JSON"],
            "corrects": ["BIGINT"],
            "event": {"dated": "DATE"}
        }') as held,
    from staged
)

select
    position,
    "on",
    "at",
    stream,
    kind,
    key,
    version,
    name,
    held.by as by,
    held.authority.party as authority,
    held.authority.grant as grant_key,
    coalesce(len(held.evidence), 0) as evidence,
    coalesce(held.corrects, []) as corrects,
    held.event.dated as dated,
from read
