-- One row per enrolment, change of key or withdrawal of an actor.
with

read as (
    select
        position,
        "on",
        key as party,
        name,
        from_json(state, '{"event": {"key": "VARCHAR"}}').event as event,
    from staged
    where name in ('ActorEnrolled', 'ActorKeyRotated', 'ActorWithdrawn')
)

select
    position,
    "on",
    party,
    case name when 'ActorEnrolled' then 'enrolled' when 'ActorKeyRotated' then 'rotated' else 'withdrawn' end as step,
    split_part(event.key, '+', 2) as key_id,
from read
