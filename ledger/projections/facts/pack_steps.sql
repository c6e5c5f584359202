-- One row per pack that was given: to whom, over how many entries, with which root, and the digest of the file.
with

read as (
    select
        position,
        "on",
        key as pack,
        from_json(state, '{"event": {
            "party": "VARCHAR", "size": "BIGINT", "root": "VARCHAR", "sha256": "VARCHAR", "names": "BOOLEAN"
        }}').event as event,
    from staged
    where name = 'PackGiven'
)

select
    position,
    "on",
    pack,
    event.party as party,
    event."size" as "size",
    event.root as root,
    event.sha256 as sha256,
    coalesce(event.names, true) as names,
from read
