-- One row per checkpoint that was given: to whom, over how many entries, with which root, and the log key that signed it, null where none did.
with

read as (
    select
        position,
        "on",
        key as checkpoint,
        from_json(state, '{"event": {"party": "VARCHAR", "size": "BIGINT", "root": "VARCHAR", "key": "VARCHAR"}}').event as event,
    from staged
    where name = 'CheckpointGiven'
)

select
    position,
    "on",
    checkpoint,
    event.party as party,
    event."size" as "size",
    event.root as root,
    event.key as log_key,
from read
