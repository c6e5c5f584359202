-- One row per grant or withdrawal of an authority; up_to is the limit of one decision, null for any amount.
with

read as (
    select
        position,
        "on",
        key as grant_key,
        name,
        from_json(state, '{"event": {
            "party": "VARCHAR", "role": "VARCHAR", "kinds": ["VARCHAR"], "sections": ["VARCHAR"], "financier": "VARCHAR",
            "limit": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "over_budget": "BOOLEAN", "starts": "DATE", "ends": "DATE"
        }}').event as event,
    from staged
    where name in ('AuthorityGranted', 'AuthorityWithdrawn')
)

select
    position,
    "on",
    grant_key,
    if(name = 'AuthorityGranted', 'granted', 'withdrawn') as step,
    event.party as party,
    event.role as role,
    event.kinds as kinds,
    event.sections as sections,
    event.financier as financier,
    event."limit".amount as up_to,
    event."limit".currency as currency,
    if(name = 'AuthorityGranted', coalesce(event.over_budget, false), null) as over_budget,
    event.starts as starts,
    event.ends as ends,
from read
