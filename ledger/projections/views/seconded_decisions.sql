-- One row per second person's word: for what and up to how much, whether it is used, and what was decided on it, by whom.
-- state is open, used, taken back, or moved on: the document has changed since it was seen.
with

latest as (
    select
        stream,
        max(version) as version,
    from entries
    group by stream
),

uses as (
    select
        seconds.second_key,
        min(entries.position) as position,
        string_agg(distinct entries.key, ', ' order by entries.key) as decided,
        any_value(coalesce(entries.authority, entries."by")) as decider,
        sum(decision_amounts.amount) as amount,
    from seconds
    inner join entries
        on entries.stream = seconds.document
        and entries.version = seconds.version
    left join decision_amounts on decision_amounts.position = entries.position
    where seconds.step = 'used'
    group by seconds.second_key
),

backs as (
    select second_key
    from seconds
    where step = 'taken back'
)

select
    seconds.second_key as second,
    seconds."on" as given,
    coalesce(names.name, entries."by") as "by",
    entries.grant_key,
    seconds.kind,
    split_part(seconds.document, '/', 2) as document,
    seconds.amount as up_to,
    seconds.currency,
    case
        when uses.second_key is not null then 'used'
        when backs.second_key is not null then 'taken back'
        when latest.version > seconds.version then 'moved on'
        else 'open'
    end as state,
    uses.decided,
    coalesce(deciders.name, uses.decider) as decider,
    uses.amount,
    seconds.position as entry,
    uses.position as decided_entry,
from seconds
inner join entries on entries.position = seconds.position
left join party_names as names on names.party = entries."by"
left join uses on uses.second_key = seconds.second_key
left join party_names as deciders on deciders.party = uses.decider
left join backs on backs.second_key = seconds.second_key
left join latest on latest.stream = seconds.document
where seconds.step = 'given'
order by seconds.position
