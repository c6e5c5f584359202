-- One row per decision made on a grant: who decided what, how much it came to, and how much the grant allows (empty: any amount).
-- A decision without an amount of its own, such as a closing, is measured by no limit. A deputy's says for whom; second is who stood for it too.
with

granted as (
    select *
    from authorities
    where step = 'granted'
),

together as (
    select
        used.document,
        used.version,
        any_value(coalesce(names.name, given."by")) as second,
    from seconds as used
    inner join seconds as words
        on words.second_key = used.second_key
        and words.step = 'given'
    inner join entries as given on given.position = words.position
    left join party_names as names on names.party = given."by"
    where used.step = 'used'
    group by used.document, used.version
)

select
    entries.position as entry,
    entries."on",
    entries.stream as document,
    lower(regexp_replace(entries.name, '([a-z])([A-Z])', '\1 \2', 'g')) as what,
    coalesce(recorders.name, entries."by") as "by",
    coalesce(holders.name, entries.authority) as authority,
    entries.grant_key,
    coalesce(principals.name, granted.stands_for) as stands_for,
    together.second,
    granted.up_to as "limit",
    decision_amounts.amount,
    coalesce(statuses.over_budget, false) as over_budget,
from entries
left join granted on granted.grant_key = entries.grant_key
left join decision_amounts on decision_amounts.position = entries.position
left join statuses on statuses.position = entries.position
left join together
    on together.document = entries.stream
    and together.version = entries.version
left join party_names as principals on principals.party = granted.stands_for
left join party_names as recorders on recorders.party = entries."by"
left join party_names as holders on holders.party = entries.authority
where entries.grant_key is not null
order by entries.position
