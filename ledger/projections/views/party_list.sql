-- One row per party registered: a company or a person, what it does, where it is resident, whom it acts for, and whether it is related.
with

known as (
    select
        party,
        bool_or(person) as person,
        arg_max(kind, (("on", position))) filter (where kind is not null) as kind,
        arg_max(country, (("on", position))) filter (where country is not null) as country,
        arg_max(tax_residence, (("on", position))) filter (where tax_residence is not null) as tax_residence,
        arg_max(acts_for, (("on", position))) filter (where acts_for is not null) as acts_for,
    from parties
    group by party
),

related as (
    select distinct party
    from related_parties
    where in_force
)

select
    known.party,
    party_names.name,
    if(known.person, 'person', 'company') as form,
    known.kind,
    known.country,
    known.tax_residence as "tax residence",
    financiers.name as "acts for",
    if(related.party is null, '', 'related') as related,
from known
inner join party_names on party_names.party = known.party
left join party_names as financiers on financiers.party = known.acts_for
left join related on related.party = known.party
order by known.party
