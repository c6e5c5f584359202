-- One row per account whose variance somebody explained: the latest note, and the variance that it explains.
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
)

select
    position,
    "on",
    account,
    variance as explains,
    note,
from told
qualify row_number() over (partition by account order by "on" desc, position desc) = 1
order by account
