-- One row per category of the chart, with section totals and the grand total: what was agreed, what changed, and where it will end.
-- The contingency account is a row of its own inside its section, so a section's total is that of the budget as agreed;
-- the cost report keeps it for the footer. Minus is over budget.
with

lines as (
    select
        level,
        part,
        section,
        category,
        account,
        category_name,
        description,
        number,
        locked,
        final - locked as changes,
        final,
        efc,
        variance,
    from cost_report_sums
),

printed as (
    select
        'category' as kind,
        section,
        category as account,
        category_name as description,
        number,
        locked,
        changes,
        final,
        efc,
        variance,
    from lines
    where
        level = 'category'
        and part = 'production'
    union all by name
    select
        'contingency' as kind,
        section,
        account,
        description,
        number,
        locked,
        changes,
        final,
        efc,
        variance,
    from lines
    where
        level = 'account'
        and part = 'contingency'
    union all by name
    select
        'section' as kind,
        section,
        '' as account,
        'total ' || section as description,
        max(number) as number,
        sum(locked) as locked,
        sum(changes) as changes,
        sum(final) as final,
        sum(efc) as efc,
        sum(variance) as variance,
    from lines
    where level = 'section'
    group by section
    union all by name
    select
        'grand total' as kind,
        '' as section,
        '' as account,
        'grand total' as description,
        null as number,
        locked,
        changes,
        final,
        efc,
        variance,
    from lines
    where level = 'whole'
)

select
    kind,
    section,
    account,
    description,
    locked,
    changes,
    final,
    efc as "EFC",
    variance,
    case when variance > 0 then 'under' when variance < 0 then 'over' else '' end as "under/over",
from printed
order by number nulls last, kind = 'section'
