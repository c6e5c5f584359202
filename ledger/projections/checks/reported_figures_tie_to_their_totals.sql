-- One row per issued cost report whose frozen figures by account do not sum to the totals that it froze.
with

sums as (
    select
        position,
        sum(efc) as efc,
        sum(variance) as variance,
    from reported_figures
    group by position
)

select
    issued_reports.position,
    issued_reports.number,
    issued_reports.efc,
    sums.efc as efc_by_account,
    issued_reports.variance,
    sums.variance as variance_by_account,
from issued_reports
inner join sums on sums.position = issued_reports.position
where
    issued_reports.efc <> sums.efc
    or issued_reports.variance <> sums.variance
order by issued_reports.number
