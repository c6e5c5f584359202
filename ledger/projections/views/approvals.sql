-- One row per decision made on a grant: who decided what, how much it came to, and how much the grant allows (empty: any amount).
-- A decision without an amount of its own, such as a closing, is measured by no limit.
with

granted as (
    select *
    from authorities
    where step = 'granted'
)

select
    entries.position as entry,
    entries."on",
    entries.stream as document,
    lower(regexp_replace(entries.name, '([a-z])([A-Z])', '\1 \2', 'g')) as what,
    coalesce(recorders.name, entries."by") as "by",
    coalesce(holders.name, entries.authority) as authority,
    entries.grant_key,
    granted.up_to as "limit",
    decision_amounts.amount,
    coalesce(statuses.over_budget, false) as over_budget,
from entries
left join granted on granted.grant_key = entries.grant_key
left join decision_amounts on decision_amounts.position = entries.position
left join statuses on statuses.position = entries.position
left join party_names as recorders on recorders.party = entries."by"
left join party_names as holders on holders.party = entries.authority
where entries.grant_key is not null
order by entries.position
