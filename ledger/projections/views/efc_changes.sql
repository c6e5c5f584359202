-- One row per account and entry that changed its estimated final cost: the cause, by how much, and the cost report that first showed it.
-- `report` is empty for what no report has shown yet. The changes are counted from the lock, which is left out: with it they
-- add up to the EFC, and those of one report to its EFC less that of the report before. `why` is the cause of an estimate.
with

steps as (
    select *
    from cost_report_steps
    where
        "column" = 'efc'
        and delta <> 0
        and step <> 'lock'
),

shown as (
    select
        steps.account,
        steps.position,
        min(issued_reports.number) as report,
    from steps
    inner join issued_reports on issued_reports.known >= steps.position and issued_reports.as_of >= steps."on"
    group by steps.account, steps.position
)

select
    shown.report,
    steps.account,
    coalesce(chart.name, 'not in the chart') as description,
    steps.step as cause,
    steps.position as entry,
    steps."on",
    steps.document,
    steps.delta as change,
    case when steps.delta < 0 then 'less' else 'more' end as "more/less",
    steps.running as "EFC",
    coalesce(estimates.cause, '') as why,
from steps
left join shown on shown.account = steps.account and shown.position = steps.position
left join estimates on estimates.position = steps.position and estimates.account = steps.account
left join chart on chart.account = steps.account
order by shown.report nulls last, chart.number nulls last, steps.account, steps."on", steps.position
