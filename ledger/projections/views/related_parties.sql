-- One row per declaration that a party is related to the production: how, from when to when, and the entry that says so.
with

known as (
    select
        party,
        bool_or(person) as person,
        arg_max(name, ("on", position)) filter (where name is not null) as name,
        arg_max(kind, ("on", position)) filter (where kind is not null) as kind,
    from parties
    group by party
)

select
    parties.party,
    known.person,
    known.name,
    known.kind,
    parties.relation,
    parties.starts,
    parties.ends,
    parties.starts <= as_at."on" and as_at."on" <= coalesce(parties.ends, as_at."on") as in_force,
    parties.position as entry,
from parties
cross join as_at
inner join known on known.party = parties.party
where parties.starts is not null
order by parties.party, parties.starts, entry
