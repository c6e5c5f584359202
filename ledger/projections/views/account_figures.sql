-- One row per account of the chart, or touched by money or an estimate: every figure of the cost report, in the book's currency.
-- On budget: EFC = max(final, total). EFC held: ETC = max(0, held - total). ETC entered: ETC = max(0, entered - what was taken from it since).
-- An account of accepted rounding differences costs exactly what they are, also below zero. Always EFC = total + ETC and
-- variance = final - EFC. What is undrawn of the contingency is its ETC, whatever anybody estimated on it.
with

moved as (
    select
        movements.account,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as to_date,
        coalesce(sum(book_amount) filter (layer = 'cost' and "on" between current_period.starts and current_period.ends), 0) as period,
        coalesce(sum(book_amount) filter (layer = 'budget'), 0) as locked,
        coalesce(sum(book_amount) filter (layer = 'reallocation'), 0) as reallocated,
        coalesce(sum(book_amount) filter (layer = 'contingency'), 0) as contingency,
        coalesce(sum(book_amount) filter (layer = 'overage'), 0) as overages,
    from movements
    left join current_period on true
    group by movements.account
),

promised as (
    select
        account,
        coalesce(sum(open_book) filter (kind = 'purchase-order'), 0) as po_commitments,
        coalesce(sum(open_book) filter (kind = 'engagement'), 0) as engagement_commitments,
    from promised_lines
    group by account
),

touched as (
    select account from chart
    union
    select account from moved
    union
    select account from latest_estimates
),

figures as (
    select
        touched.account,
        coalesce(chart.is_contingency, false) as is_contingency,
        coalesce(chart.section = 'rounding', false) as is_rounding,
        coalesce(moved.period, 0) as period,
        coalesce(moved.to_date, 0) as to_date,
        coalesce(promised.po_commitments, 0) as po_commitments,
        coalesce(promised.engagement_commitments, 0) as engagement_commitments,
        coalesce(moved.locked, 0) as locked,
        coalesce(moved.reallocated, 0) as reallocated,
        coalesce(moved.contingency, 0) as contingency,
        coalesce(moved.overages, 0) as overages,
        if(chart.is_contingency, 'on budget', coalesce(latest_estimates.mode, 'on budget')) as mode,
        latest_estimates.amount as estimate,
        latest_estimates.taken,
    from touched
    left join chart on chart.account = touched.account
    left join moved on moved.account = touched.account
    left join promised on promised.account = touched.account
    left join latest_estimates on latest_estimates.account = touched.account
),

totals as (
    select
        *,
        po_commitments + engagement_commitments as commitments,
        to_date + po_commitments + engagement_commitments as total,
        locked + reallocated + contingency + overages as final,
    from figures
),

estimated as (
    select
        *,
        case
            when is_rounding then final - total
            when mode = 'on budget' then greatest(final - total, 0)
            when mode = 'EFC held' then greatest(estimate - total, 0)
            when mode = 'ETC entered' then greatest(estimate - taken, 0)
        end as etc,
        mode = 'EFC held' and total > estimate as held_exceeded,
    from totals
)

select
    account,
    period,
    to_date,
    po_commitments,
    engagement_commitments,
    commitments,
    total,
    mode,
    estimate,
    etc,
    total + etc as efc,
    held_exceeded,
    locked,
    reallocated,
    contingency,
    overages,
    final,
    final - total - etc as variance,
    is_contingency,
from estimated
order by account
