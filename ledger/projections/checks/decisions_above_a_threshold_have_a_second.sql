-- One row per decision above the amount from which its grant asks for a second person, without one, or with the same person twice.
-- A deputy and the one for whom they decide are one person.
with

granted as (
    select
        grant_key,
        second_above,
    from authorities
    where
        step = 'granted'
        and second_above is not null
),

used as (
    select
        seconds.document,
        seconds.version,
        any_value(given."by") as "by",
        any_value(list_value(given."by", given.authority, given_for.stands_for)) as people,
    from seconds
    inner join seconds as words
        on words.second_key = seconds.second_key
        and words.step = 'given'
    inner join entries as given on given.position = words.position
    left join decided_for as given_for on given_for.position = given.position
    where seconds.step = 'used'
    group by seconds.document, seconds.version
)

select
    entries.position,
    entries.stream,
    entries.grant_key,
    granted.second_above,
    decision_amounts.amount,
    if(used.document is null, 'nobody', used."by") as second,
from entries
inner join granted on granted.grant_key = entries.grant_key
inner join decision_amounts on decision_amounts.position = entries.position
left join decided_for on decided_for.position = entries.position
left join used
    on used.document = entries.stream
    and used.version = entries.version
where
    abs(decision_amounts.amount) > granted.second_above
    and (used.document is null or list_has_any(used.people, [entries."by", entries.authority, decided_for.stands_for]))
order by entries.position
