-- One row: the week of a completion guarantor: money received, EFC before and after contingency, what is left of it, the shoot, and cash.
-- The week is the window's period, or the seven days up to the window's day. `remaining` is the EFC before contingency less the cost to date:
-- what is still to be paid for, commitments among it. With contingency all that is undrawn is taken as spent: the variance is the same, and
-- `left_if_used` is what the contingency leaves once it has paid for what is over. Minus is over budget.
with

week as (
    select
        current_period.period,
        coalesce(current_period.starts, as_at."on" - 6) as starts,
        coalesce(current_period.ends, as_at."on") as ends,
    from as_at
    left join current_period on current_period.period = as_at.period or as_at."on" between current_period.starts and current_period.ends
),

costs as (
    select
        coalesce(max("EFC") filter (kind = 'total'), 0) as efc_before,
        coalesce(max(final) filter (kind = 'total'), 0) as final_before,
        coalesce(max(variance) filter (kind = 'total'), 0) as variance,
        coalesce(max("to date") filter (kind = 'total'), 0) as to_date,
        max("last EFC") filter (kind = 'total') as last_efc,
        max(change) filter (kind = 'total') as change,
        coalesce(max(locked) filter (kind = 'contingency'), 0) as locked,
        coalesce(-max(contingency) filter (kind = 'contingency'), 0) as drawn,
        coalesce(max("ETC") filter (kind = 'contingency'), 0) as undrawn,
        coalesce(max("EFC") filter (kind = 'grand total'), 0) as efc_with,
        coalesce(max(final) filter (kind = 'grand total'), 0) as final_with,
        coalesce(max(variance) filter (kind = 'variance with contingency'), max(variance) filter (kind = 'total'), 0) as left_if_used,
    from cost_report
),

received as (
    select
        coalesce(sum(receipts."in book"), 0) as received,
        coalesce(sum(receipts."in book") filter (receipts."received on" between week.starts and week.ends), 0) as in_week,
    from week
    left join receipts on true
),

spent as (
    select coalesce(sum(movements.book_amount), 0) as in_week
    from week
    left join movements on movements.layer = 'cost' and movements."on" between week.starts and week.ends
),

drawn as (
    select coalesce(-sum(contingency_movement.change), 0) as in_week
    from week
    left join contingency_movement
        on contingency_movement.kind in ('drawn', 'given back') and contingency_movement.effective between week.starts and week.ends
),

enough as (
    select
        max(cash) as cash,
        max(sufficiency) as sufficiency,
        max("with contingency") as with_contingency,
    from sufficiency
    where week = 'now'
),

short as (
    select
        max(week) as week,
        max(closing) as closing,
    from cash_flow
    where shortage = 'first week of shortage'
)

select
    week.period,
    week.starts,
    week.ends,
    received.received::decimal(18, 4) as received,
    received.in_week::decimal(18, 4) as received_in_week,
    costs.efc_before::decimal(18, 4) as efc_before,
    costs.final_before::decimal(18, 4) as final_before,
    costs.variance::decimal(18, 4) as variance,
    case when costs.variance > 0 then 'under' when costs.variance < 0 then 'over' else '' end as "under/over",
    costs.locked::decimal(18, 4) as contingency_locked,
    costs.drawn::decimal(18, 4) as contingency_drawn,
    drawn.in_week::decimal(18, 4) as drawn_in_week,
    costs.undrawn::decimal(18, 4) as contingency_undrawn,
    costs.efc_with::decimal(18, 4) as efc_with_contingency,
    costs.final_with::decimal(18, 4) as final_with_contingency,
    costs.left_if_used::decimal(18, 4) as left_if_used,
    last_report.number as last_report,
    costs.last_efc::decimal(18, 4) as last_efc,
    costs.change::decimal(18, 4) as change,
    costs.to_date::decimal(18, 4) as to_date,
    spent.in_week::decimal(18, 4) as spent_in_week,
    (costs.efc_before - costs.to_date)::decimal(18, 4) as remaining,
    schedule_standing.*,
    enough.cash,
    enough.sufficiency,
    enough.with_contingency,
    short.week as short_from,
    short.closing as short_closing,
from week
cross join costs
cross join received
cross join spent
cross join drawn
cross join enough
cross join short
cross join schedule_standing
left join last_report on true
