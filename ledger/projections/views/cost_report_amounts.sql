-- One row per account, figure of the cost report and entry that moves it: the signed step in the book's currency, and the account's heading.
-- The figures are the columns of the cost report; the steps of one add up to it.
select
    cost_report_steps.position,
    cost_report_steps."on" as day,
    cost_report_steps."column" as figure,
    cost_report_steps.document,
    cost_report_steps.account,
    coalesce(chart.category, cost_report_steps.account) as category,
    coalesce(chart.section, 'not in the chart') as section,
    if(chart.is_contingency, 'yes', 'no') as contingency,
    cost_report_steps.delta as amount,
from cost_report_steps
left join chart on chart.account = cost_report_steps.account
where cost_report_steps.delta <> 0
order by cost_report_steps.position, cost_report_steps.account, figure
