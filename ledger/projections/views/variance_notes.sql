-- One row per account whose variance somebody explained: the latest note, kept while the variance is the one it explains, moved once it is another.
select
    latest_notes.account,
    account_figures.description,
    account_figures.variance,
    case when account_figures.variance > 0 then 'under' when account_figures.variance < 0 then 'over' else '' end as "under/over",
    latest_notes.explains,
    if(latest_notes.explains = account_figures.variance, 'kept', 'moved') as state,
    latest_notes.note,
    coalesce(party_names.name, entries.by) as "by",
    latest_notes."on",
    latest_notes.position as entry,
from latest_notes
inner join account_figures on account_figures.account = latest_notes.account
left join entries on entries.position = latest_notes.position
left join party_names on party_names.party = entries.by
order by account_figures.number
