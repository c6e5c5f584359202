-- One row per account of the chart, or touched by money or an estimate: every figure of the cost report, in the book's currency.
-- Commitments are open orders, open engagements, and work accrued beyond them; accrued is all the accrued work in them.
-- On budget: EFC = max(final, total).
-- EFC held: ETC = max(0, held - total).
-- ETC entered: ETC = max(0, entered - what was taken from it since).
-- An account of accepted rounding differences costs exactly what they are, also below zero.
-- Always EFC = total + ETC and variance = final - EFC. What is undrawn of the contingency is its ETC, whatever anybody
-- estimated on it. Accounts stand in the chart's order; one that the chart does not have stands last.
with

joined as (
    select
        account,
        chart.number as place,
        coalesce(chart.name, 'not in the chart') as description,
        coalesce(chart.category, account) as category,
        coalesce(chart.category_name, 'not in the chart') as category_name,
        coalesce(chart.section, 'not in the chart') as section,
        coalesce(chart.to_confirm, false) as to_confirm,
        coalesce(chart.is_contingency, false) as is_contingency,
        coalesce(account_sums.period, 0) as period,
        coalesce(account_sums.to_date, 0) as to_date,
        coalesce(account_sums.po_commitments, 0) as po_commitments,
        coalesce(account_sums.engagement_commitments, 0) as engagement_commitments,
        coalesce(account_sums.accrued, 0) as accrued,
        coalesce(account_sums.accrued_beyond, 0) as accrued_beyond,
        coalesce(account_sums.locked, 0) as locked,
        coalesce(account_sums.reallocated, 0) as reallocated,
        coalesce(account_sums.contingency, 0) as contingency,
        coalesce(account_sums.overages, 0) as overages,
        if(chart.is_contingency, 'on budget', coalesce(latest_estimates.mode, 'on budget')) as mode,
        latest_estimates.amount as estimate,
        latest_estimates.taken,
        latest_estimates.cause,
        latest_estimates.position as estimate_entry,
    from chart
    full join account_sums using (account)
    full join latest_estimates using (account)
),

totals as (
    select
        *,
        row_number() over (order by place nulls last, account) as number,
        po_commitments + engagement_commitments + accrued_beyond as commitments,
        to_date + commitments as total,
        locked + reallocated + contingency + overages as final,
    from joined
),

estimated as (
    select
        *,
        case
            when section = 'rounding' then final - total
            when mode = 'on budget' then greatest(final - total, 0)
            when mode = 'EFC held' then greatest(estimate - total, 0)
            when mode = 'ETC entered' then greatest(estimate - taken, 0)
        end as etc,
        mode = 'EFC held' and total > estimate as held_exceeded,
    from totals
)

select
    number,
    account,
    description,
    category,
    category_name,
    section,
    is_contingency,
    period,
    to_date,
    po_commitments,
    engagement_commitments,
    accrued_beyond,
    commitments,
    accrued,
    total,
    mode,
    estimate,
    estimate_entry,
    etc,
    total + etc as efc,
    held_exceeded,
    locked,
    reallocated,
    contingency,
    overages,
    final,
    final - total - etc as variance,
    concat_ws(
        '; ',
        if(held_exceeded, 'held EFC exceeded', null),
        if(to_confirm, 'label to be confirmed', null),
        if(mode = 'on budget', null, left(cause, 60))
    ) as note,
from estimated
order by number
