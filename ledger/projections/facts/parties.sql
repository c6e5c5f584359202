-- One row per registration or change of a party, or declaration that it is related; a person's name is never here.
-- starts, ends and relation are filled when the entry declares the party related.
with

read as (
    select
        position,
        "on",
        key as party,
        name as event_name,
        from_json(state, '{"event": {
            "name": "VARCHAR", "kind": "VARCHAR", "country": "VARCHAR", "tax_residence": "VARCHAR", "acts_for": "VARCHAR",
            "related_from": "DATE", "related_to": "DATE", "starts": "DATE", "ends": "DATE", "relation": "VARCHAR"
        }}').event as event,
    from staged
    where name in ('CompanyRegistered', 'PersonRegistered', 'PartyChanged', 'RelatedPartyDeclared')
)

select
    position,
    "on",
    party,
    case event_name
        when 'CompanyRegistered' then 'registered'
        when 'PersonRegistered' then 'registered'
        when 'PartyChanged' then 'changed'
        when 'RelatedPartyDeclared' then 'related'
    end as step,
    case event_name
        when 'CompanyRegistered' then false
        when 'PersonRegistered' then true
    end as person,
    event.name as name,
    event.kind as kind,
    event.country as country,
    event.tax_residence as tax_residence,
    event.acts_for as acts_for,
    coalesce(event.related_from, event.starts) as starts,
    coalesce(event.related_to, event.ends) as ends,
    event.relation as relation,
from read
