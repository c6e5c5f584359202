-- One row per key of an actor: who signs or signed with it, from when to when, and how many decisions it has signed.
with

steps as (
    select
        position,
        "on",
        party,
        step,
        key_id,
        lead("on") over (partition by party order by position) as until,
        lead(step) over (partition by party order by position) as next_step,
    from actor_steps
),

counted as (
    select
        party,
        key_id,
        count(*) as decisions,
    from decision_signatures
    group by party, key_id
)

select
    coalesce(party_names.name, steps.party) as name,
    steps.party,
    steps.key_id as "key id",
    steps."on" as since,
    steps.until,
    coalesce(steps.next_step, 'in force') as stage,
    coalesce(counted.decisions, 0) as "decisions signed",
    steps.position as entry,
from steps
left join party_names on party_names.party = steps.party
left join counted on counted.party = steps.party and counted.key_id = steps.key_id
where steps.step <> 'withdrawn'
order by steps.position
