-- One row per entry that a signature covers; position is that of the signature. Whether it holds is shown by audit verify.
with

read as (
    select
        position,
        "on",
        from_json(state, '{"by": "VARCHAR", "event": {
            "key": "VARCHAR", "signed": [{"stream": "VARCHAR", "version": "INTEGER"}]
        }}') as held,
    from staged
    where name = 'DecisionSigned'
),

covered as (
    select
        position,
        "on",
        held."by" as party,
        held.event.key as key,
        unnest(held.event.signed) as one,
    from read
)

select
    position,
    "on",
    party,
    split_part(key, '+', 2) as key_id,
    one.stream as document,
    one.version as version,
from covered
