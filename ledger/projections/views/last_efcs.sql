-- One row per account, where a cost report was issued before: its EFC in that report, and by how much it has changed.
-- An account that is new since then had none: all of its EFC is change.
select
    account_figures.account,
    coalesce(reported_figures.efc, 0) as last_efc,
    account_figures.efc - coalesce(reported_figures.efc, 0) as change,
from account_figures
cross join last_report
left join reported_figures
    on reported_figures.position = last_report.position
    and reported_figures.account = account_figures.account
order by account_figures.account
