-- One row per line of the cost report's sums that is not the sum of its parts, and one when the top sheet ends elsewhere than the report.
with

report as (
    select
        sum("EFC") filter (kind = 'account') as accounts,
        sum("EFC") filter (kind = 'section') as sections,
        sum("EFC") filter (kind = 'total') as total,
        sum("EFC") filter (kind in ('total', 'contingency')) as total_and_contingency,
        sum("EFC") filter (kind = 'grand total') as grand_total,
    from cost_report
),

sheet as (
    select
        sum("EFC") filter (kind = 'section') as sections,
        sum("EFC") filter (kind in ('category', 'contingency')) as categories,
        sum("EFC") filter (kind = 'grand total') as grand_total,
    from top_sheet
),

lines as (
    select
        unnest([
            {'line': 'accounts of the cost report', 'parts': report.accounts, 'whole': report.total},
            {'line': 'sections of the cost report', 'parts': report.sections, 'whole': report.total},
            {'line': 'footer of the cost report', 'parts': report.total_and_contingency, 'whole': report.grand_total},
            {'line': 'categories of the top sheet', 'parts': sheet.categories, 'whole': sheet.sections},
            {'line': 'sections of the top sheet', 'parts': sheet.sections, 'whole': sheet.grand_total},
            {'line': 'top sheet and cost report', 'parts': sheet.grand_total, 'whole': report.grand_total}
        ]) as said,
    from report
    cross join sheet
)

select
    said.line as line,
    said.parts as parts,
    said.whole as whole,
from lines
where coalesce(said.parts, 0) <> coalesce(said.whole, 0)
