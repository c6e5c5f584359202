-- One row per account with a variance or a change since the last report, once a threshold is set: whether it is beyond it, and a kept note explains it.
-- The entry is the last that moved the account; `explained` is 'not needed' within the threshold.
with

moved as (
    select
        account,
        max(position) as position,
    from account_moves
    group by account
)

select
    moved.position,
    account_figures.account,
    account_figures.category,
    if(unexplained_variances.account is not null, 'no', if(kept_notes.account is not null, 'yes', 'not needed')) as explained,
    if(account_figures.variance < 0, 'over', 'under') as side,
    abs(account_figures.variance) as amount,
from account_figures
cross join variance_threshold
inner join moved on moved.account = account_figures.account
left join unexplained_variances on unexplained_variances.account = account_figures.account
left join kept_notes on kept_notes.account = account_figures.account
order by account_figures.number
