-- One row per account with figures: its number in the chart's order, its category and section; an account outside the chart stands last.
select
    row_number() over (order by chart.number nulls last, account_figures.account) as number,
    account_figures.account,
    coalesce(chart.name, 'not in the chart') as description,
    coalesce(chart.category, account_figures.account) as category,
    coalesce(chart.category_name, 'not in the chart') as category_name,
    coalesce(chart.section, 'not in the chart') as section,
    coalesce(chart.to_confirm, false) as to_confirm,
from account_figures
left join chart on chart.account = account_figures.account
order by number
