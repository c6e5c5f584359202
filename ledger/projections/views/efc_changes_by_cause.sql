-- One row per cost report, account and cause: by how much that kind of decision or fact changed the estimated final cost since the report before.
-- `report` is empty for what no report has shown yet.
select
    report,
    account,
    description,
    cause,
    count(*) as entries,
    sum(change) as change,
    case when sum(change) < 0 then 'less' when sum(change) > 0 then 'more' else '' end as "more/less",
from efc_changes
group by report, account, description, cause
order by report nulls last, account, cause
