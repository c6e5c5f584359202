-- One row per confirmation of bank details by who proposed them, by whose they are or who acts for them, or of none that wait.
-- A deputy and the one for whom they decide are one person.
with

steps as (
    select
        bank_steps.position,
        bank_steps.party,
        bank_steps.step,
        entries."by",
        list_value(entries."by", entries.authority, decided_for.stands_for) as people,
        lag(bank_steps.step) over (partition by bank_steps.party order by bank_steps.position) as before,
        lag(list_value(entries."by", entries.authority, decided_for.stands_for)) over (
            partition by bank_steps.party order by bank_steps.position
        ) as proposers,
    from bank_steps
    inner join entries on entries.position = bank_steps.position
    left join decided_for on decided_for.position = bank_steps.position
),

acting as (
    select distinct steps.position
    from steps
    inner join parties
        on list_contains(steps.people, parties.party)
        and parties.position < steps.position
    where parties.acts_for is not null
    group by steps.position, steps.party, parties.party
    having arg_max(parties.acts_for, parties.position) = steps.party
)

select
    steps.position,
    steps.party,
    steps."by",
    case
        when steps.before is distinct from 'proposed' then 'nothing waited'
        when list_contains(steps.people, steps.party) then 'their own'
        when acting.position is not null then 'acts for them'
        else 'the same person'
    end as problem,
from steps
left join acting on acting.position = steps.position
where
    steps.step = 'confirmed'
    and (
        steps.before is distinct from 'proposed'
        or list_contains(steps.people, steps.party)
        or acting.position is not null
        or list_has_any(steps.people, steps.proposers)
    )
order by steps.position
