-- One row per line of the cost report's sums that is not the sum of its accounts, and one when the top sheet ends elsewhere than the report.
with

sections as (
    select
        'sections' as line,
        sum("EFC") filter (kind = 'section') as parts,
        sum("EFC") filter (kind = 'total') as whole,
    from cost_report
),

accounts as (
    select
        'accounts' as line,
        sum("EFC") filter (kind = 'account') as parts,
        sum("EFC") filter (kind = 'total') as whole,
    from cost_report
),

grand_total as (
    select
        'grand total' as line,
        sum("EFC") filter (kind in ('total', 'contingency')) as parts,
        sum("EFC") filter (kind = 'grand total') as whole,
    from cost_report
),

top_sheets as (
    select
        'top sheet' as line,
        sum("EFC") filter (kind = 'section') as parts,
        sum("EFC") filter (kind = 'grand total') as whole,
    from top_sheet
),

agreement as (
    select
        'top sheet and cost report' as line,
        top_sheets.whole as parts,
        grand_total.whole,
    from top_sheets
    cross join grand_total
),

lines as (
    select * from sections
    union all
    select * from accounts
    union all
    select * from grand_total
    union all
    select * from top_sheets
    union all
    select * from agreement
)

select *
from lines
where coalesce(parts, 0) <> coalesce(whole, 0)
