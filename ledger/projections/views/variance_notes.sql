-- One row per account whose variance somebody explained: the latest note, kept while the variance is the one it explains, moved once it is another.
-- A note stands on its own, or in a cost report that was issued; the one with the greatest day and position is the latest.
with

told as (
    select
        position,
        "on",
        account,
        variance,
        note,
    from variances
    where kind = 'note'
    union all
    select
        position,
        "on",
        account,
        variance,
        note,
    from reported_figures
    where note is not null
),

latest as (
    select *
    from told
    qualify row_number() over (partition by account order by "on" desc, position desc) = 1
)

select
    latest.account,
    account_figures.description,
    account_figures.variance,
    case when account_figures.variance > 0 then 'under' when account_figures.variance < 0 then 'over' else '' end as "under/over",
    latest.variance as explains,
    if(latest.variance = account_figures.variance, 'kept', 'moved') as state,
    latest.note,
    coalesce(party_names.name, entries.by) as "by",
    latest."on",
    latest.position as entry,
from latest
inner join account_figures on account_figures.account = latest.account
left join entries on entries.position = latest.position
left join party_names on party_names.party = entries.by
order by account_figures.number
