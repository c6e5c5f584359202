-- One row per authority ever granted: who may decide what, up to how much, from when to when, and whether it is in force.
-- kinds and sections read 'all' when the grant names none; up_to is null for any amount.
with

withdrawals as (
    select
        grant_key,
        "on" as withdrawn,
    from authorities
    where step = 'withdrawn'
)

select
    authorities.grant_key,
    authorities.party,
    authorities.role,
    coalesce(nullif(array_to_string(authorities.kinds, ', '), ''), 'all') as kinds,
    coalesce(nullif(array_to_string(authorities.sections, ', '), ''), 'all') as sections,
    authorities.financier,
    authorities.up_to,
    authorities.currency,
    authorities.over_budget,
    authorities.starts,
    authorities.ends,
    withdrawals.withdrawn,
    withdrawals.withdrawn is null
    and as_at."on" >= authorities.starts
    and as_at."on" <= coalesce(authorities.ends, as_at."on") as in_force,
    authorities.position as entry,
from authorities
cross join as_at
left join withdrawals on withdrawals.grant_key = authorities.grant_key
where authorities.step = 'granted'
order by authorities.grant_key
