-- One row per account with a note that counts: what is said of it with this report, else the latest note while its variance is the one it explains.
with

kept as (
    select
        latest_notes.account,
        latest_notes.note,
    from latest_notes
    inner join account_figures on account_figures.account = latest_notes.account
    where account_figures.variance = latest_notes.explains
)

select
    account,
    coalesce(said.note, kept.note) as note,
from said
full join kept using (account)
order by account
