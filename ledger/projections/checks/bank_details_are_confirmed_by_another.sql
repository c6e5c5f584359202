-- One row per confirmation of bank details by who proposed them, by whose they are, or of none that wait.
with

steps as (
    select
        bank_steps.*,
        entries."by",
        coalesce(entries.authority, entries."by") as decider,
        lag(bank_steps.step) over (partition by bank_steps.party order by bank_steps.position) as before,
        lag(entries."by") over (partition by bank_steps.party order by bank_steps.position) as proposer,
        lag(coalesce(entries.authority, entries."by")) over (partition by bank_steps.party order by bank_steps.position) as proposed_for,
    from bank_steps
    inner join entries on entries.position = bank_steps.position
)

select
    position,
    party,
    "by",
    case
        when before is distinct from 'proposed' then 'nothing waited'
        when party in ("by", decider) then 'their own'
        else 'the same person'
    end as problem,
from steps
where
    step = 'confirmed'
    and (before is distinct from 'proposed' or party in ("by", decider) or proposer in ("by", decider) or proposed_for in ("by", decider))
order by position
