-- One row per account with figures: what the cost report says beside them, which is empty when there is nothing to say.
select
    account_figures.account,
    concat_ws(
        '; ',
        if(account_figures.held_exceeded, 'held EFC exceeded', null),
        if(account_labels.to_confirm, 'label to be confirmed', null),
        if(account_figures.mode = 'on budget', null, left(latest_estimates.cause, 60))
    ) as note,
from account_figures
inner join account_labels on account_labels.account = account_figures.account
left join latest_estimates on latest_estimates.account = account_figures.account
order by account_figures.account
