-- One row per account whose variance, or whose change since the last report, is beyond the threshold, and that no kept note explains.
-- Beyond is more than the amount or more than the percentage of the final budget, whichever is less.
with

held as (
    select
        account_figures.number,
        account_figures.account,
        account_figures.description,
        account_figures.variance,
        last_efcs.change,
        least(variance_threshold.amount, variance_threshold.percent * abs(account_figures.final) * 0.01) as threshold,
    from account_figures
    cross join variance_threshold
    left join last_efcs on last_efcs.account = account_figures.account
)

select
    held.account,
    held.description,
    held.variance,
    case when held.variance > 0 then 'under' when held.variance < 0 then 'over' else '' end as "under/over",
    held.change,
    held.threshold,
from held
left join kept_notes on kept_notes.account = held.account
where
    (abs(held.variance) > held.threshold or abs(coalesce(held.change, 0)) > held.threshold)
    and kept_notes.account is null
order by held.number
