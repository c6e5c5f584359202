-- One row per declaration of the production, and per withdrawal of one; one of day, yes, number and word is told, none by a withdrawal.
with

read as (
    select
        position,
        "on",
        from_json(state, '{"event": {"name": "VARCHAR", "day": "DATE", "yes": "BOOLEAN", "number": "DECIMAL(18,8)", "word": "VARCHAR"}}').event as event,
    from staged
    where name in ('ProductionDeclared', 'DeclarationWithdrawn')
)

select
    position,
    "on",
    event.name as name,
    event.day as day,
    event.yes as yes,
    event.number as number,
    event.word as word,
from read
