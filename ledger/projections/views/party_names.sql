-- One row per party that the book names: what it is called; for want of a name, the party's number.
-- A person's name comes from the companion.
with

named as (
    select party from parties
    union
    select party from names
    union
    select party from documents where party is not null
    union
    select party from authorities where party is not null
    union
    select party from statuses where party is not null
    union
    select financier as party from financing where financier is not null
    union
    select certified_by as party from coproducer_steps where certified_by is not null
    union
    select "by" as party from entries
    union
    select authority as party from entries where authority is not null
),

companies as (
    select
        party,
        arg_max(name, (("on", position))) as name,
    from parties
    where name is not null
    group by party
)

select
    named.party,
    coalesce(names.name, companies.name, named.party) as name,
from named
left join names on names.party = named.party
left join companies on companies.party = named.party
order by named.party
