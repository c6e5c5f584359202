-- One row per grant, delegation or withdrawal of an authority; up_to is the limit of one decision, null for any amount.
-- A deputy's grant names the one that it stands on (origin) and whose that is; above second_above a second person decides too.
with

read as (
    select
        position,
        "on",
        key as grant_key,
        name,
        from_json(state, '{"event": {
            "party": "VARCHAR", "role": "VARCHAR", "kinds": ["VARCHAR"], "sections": ["VARCHAR"], "financier": "VARCHAR",
            "limit": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "over_budget": "BOOLEAN", "starts": "DATE", "ends": "DATE",
            "origin": "VARCHAR", "stands_for": "VARCHAR", "second_above": {"amount": "DECIMAL(18,4)"}
        }}').event as event,
    from staged
    where name in ('AuthorityGranted', 'AuthorityDelegated', 'AuthorityWithdrawn')
)

select
    position,
    "on",
    grant_key,
    if(name = 'AuthorityWithdrawn', 'withdrawn', 'granted') as step,
    event.party as party,
    event.role as role,
    event.kinds as kinds,
    event.sections as sections,
    event.financier as financier,
    event."limit".amount as up_to,
    event."limit".currency as currency,
    if(name = 'AuthorityWithdrawn', null, coalesce(event.over_budget, false)) as over_budget,
    event.starts as starts,
    event.ends as ends,
    event.origin as origin,
    event.stands_for as stands_for,
    event.second_above.amount as second_above,
from read
