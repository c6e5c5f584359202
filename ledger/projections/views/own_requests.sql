-- One row per decision on a request of the same person: who asked and decided, by which entries. An override of maker and checker.
-- A deputy decides for whom they stand, who is then the same person. What an adopted proposal holds was asked for by whoever proposed it. Which entry answers which is said in ledger/duties.py.
with

answered as (
    select distinct
        entries.position,
        entries."on",
        entries.stream,
        entries.name,
        coalesce(entries.authority, entries."by") as party,
        decided_for.stands_for,
        parts.tranche,
        adopted.position as adoption,
        if(proposers.party <> adopted.party, adopted.first_entry, null) as adopted_from,
    from entries
    inner join duties on duties.answered = entries.name
    left join decided_for on decided_for.position = entries.position
    left join financing as parts on parts.position = entries.position
    left join proposal_steps as adopted
        on adopted.step = 'adopted' and entries.position between adopted.first_entry and adopted.last_entry
    left join proposal_steps as proposers on proposers.proposal = adopted.proposal and proposers.step = 'open'
),

own as (
    select
        answered.position,
        max(asking.position) as requested,
    from answered
    inner join duties on duties.answered = answered.name
    inner join entries as asking
        on asking.stream = answered.stream
        and asking.name = duties.asked
        and asking.position < answered.position
    left join decided_for as asking_for on asking_for.position = asking.position
    left join financing as parts on parts.position = asking.position
    where
        list_has_any([answered.party, answered.stands_for], [asking."by", asking.authority, asking_for.stands_for])
        and parts.tranche is not distinct from answered.tranche
        and asking.position < coalesce(answered.adopted_from, answered.position)
    group by answered.position
)

select
    answered.position as entry,
    answered."on",
    answered.stream as document,
    lower(regexp_replace(answered.name, '([a-z])([A-Z])', '\1 \2', 'g')) as what,
    answered.party,
    own.requested as "requested by entry",
    entries.evidence,
from answered
inner join own on own.position = answered.position
inner join entries on entries.position = answered.position
order by answered.position
