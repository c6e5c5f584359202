-- One row per proposal: what it is called, who made it, what the production would come to, and who adopted or declined it.
-- The EFC and the variance are those of the adoption where it is adopted, else those examined; minus is over. The entries are those adopted.
with

latest as (
    select *
    from proposal_steps
    qualify row_number() over (partition by proposal order by "on" desc, position desc) = 1
),

made as (
    select *
    from proposal_steps
    where step = 'open'
)

select
    made.proposal,
    made.title,
    coalesce(makers.name, made.party) as "proposed by",
    made."on" as proposed,
    made.position as entry,
    made.commands,
    made.examined,
    coalesce(latest.efc_before, made.efc_before) as "EFC before",
    coalesce(latest.efc_after, made.efc_after) as "EFC after",
    coalesce(latest.variance_after, made.variance_after) as "variance after",
    latest.step as stage,
    if(latest.step = 'open', null, latest."on") as decided,
    if(latest.step = 'open', null, coalesce(deciders.name, latest.party)) as "decided by",
    latest.first_entry as "first entry",
    latest.last_entry as "last entry",
from made
inner join latest on latest.proposal = made.proposal
left join party_names as makers on makers.party = made.party
left join party_names as deciders on deciders.party = latest.party
order by made.proposal
