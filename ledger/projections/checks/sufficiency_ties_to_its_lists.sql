-- One row per part of the sufficiency of the window's day that is not what its own list comes to.
with

told as (
    select *
    from sufficiency
    where week = 'now'
),

parts as (
    select
        unnest(['cash', 'advances', 'undrawn', 'payables', 'withholding', 'commitments', 'ETC', 'contingency']) as part,
        unnest([
            cash, advances, undrawn, payables + payroll + "social security", withholding, commitments, "ETC", contingency,
        ]) as said,
    from told
),

open_lines as (
    select open_book as amount
    from open_purchase_orders
    union all
    select open_book as amount
    from open_engagements
    union all
    select beyond as amount
    from open_accruals
),

lists as (
    select
        'cash' as part,
        cash as amount,
    from cash_position
    union all
    select
        'advances' as part,
        sum("outstanding in book") as amount,
    from advances
    union all
    select
        'undrawn' as part,
        sum("cash to come") as amount,
    from undrawn_funds
    union all
    select
        'payables' as part,
        sum("left in book") as amount,
    from payables
    where stage not in ('entered', 'approved')
    union all
    select
        'withholding' as part,
        sum(amount) as amount,
    from tax_withheld
    union all
    select
        'commitments' as part,
        sum(amount) as amount,
    from open_lines
    union all
    select
        if(part = 'contingency', 'contingency', 'ETC') as part,
        sum(etc) as amount,
    from cost_report_sums
    where level = 'part'
    group by part
)

select
    parts.part,
    parts.said,
    coalesce(lists.amount, 0) as amount,
from parts
left join lists on lists.part = parts.part
where parts.said <> coalesce(lists.amount, 0)
order by parts.part
