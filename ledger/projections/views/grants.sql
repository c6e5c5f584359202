-- One row per authority ever granted: who may decide what, up to how much, from when to when, and whether it is in force.
-- kinds and sections read 'all' when the grant names none; up_to is null for any amount.
-- A deputy's grant says for whom and on which grant; it is in force no longer than that one. Above second_above a second person decides too.
with

withdrawals as (
    select
        grant_key,
        "on" as withdrawn,
    from authorities
    where step = 'withdrawn'
),

lapses as (
    select
        authorities.grant_key,
        min(withdrawals.withdrawn) as withdrawn,
    from authorities
    inner join withdrawals on withdrawals.grant_key in (authorities.grant_key, authorities.origin)
    where authorities.step = 'granted'
    group by authorities.grant_key
)

select
    authorities.grant_key,
    authorities.party,
    authorities.role,
    authorities.stands_for,
    authorities.origin,
    coalesce(nullif(array_to_string(authorities.kinds, ', '), ''), 'all') as kinds,
    coalesce(nullif(array_to_string(authorities.sections, ', '), ''), 'all') as sections,
    authorities.financier,
    authorities.up_to,
    authorities.currency,
    authorities.second_above,
    authorities.over_budget,
    authorities.starts,
    authorities.ends,
    lapses.withdrawn,
    lapses.withdrawn is null
    and as_at."on" >= authorities.starts
    and as_at."on" <= coalesce(authorities.ends, as_at."on") as in_force,
    authorities.position as entry,
from authorities
cross join as_at
left join lapses on lapses.grant_key = authorities.grant_key
where authorities.step = 'granted'
order by authorities.grant_key
