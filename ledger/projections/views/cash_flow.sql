-- One row per week, Monday to Sunday, from the first money to the last that is expected: what came in and went out, what is to come and to be paid.
-- In the book's currency. Opening + received + from sources + VAT refunds + advances - paid out - what is to be paid = closing. In the past
-- stands what was; from the week of the window's day on also what is expected, each flow of which is a row of cash-flow-items. The contingency is
-- apart: what would be paid if all of it were drawn, and the cash then. Every figure is gross of the VAT that is paid with it.
with

sums as (
    select
        week,
        coalesce(sum(amount) filter (kind = 'received'), 0) as received,
        coalesce(sum(amount) filter (kind = 'sources'), 0) as sources,
        coalesce(sum(amount) filter (kind = 'VAT refunds' or kind = 'settled' and amount > 0), 0) as refunds,
        coalesce(sum(amount) filter (kind = 'advances'), 0) as advances,
        coalesce(-sum(amount) filter (kind = 'paid' or kind = 'settled' and amount < 0), 0) as paid,
        coalesce(-sum(amount) filter (kind = 'payables'), 0) as payables,
        coalesce(-sum(amount) filter (kind = 'payroll'), 0) as payroll,
        coalesce(-sum(amount) filter (kind = 'withholding'), 0) as withholding,
        coalesce(-sum(amount) filter (kind = 'social security'), 0) as social_security,
        coalesce(-sum(amount) filter (kind = 'commitments'), 0) as commitments,
        coalesce(-sum(amount) filter (kind = 'ETC'), 0) as etc,
        coalesce(-sum(amount) filter (kind = 'VAT'), 0) as vat,
        coalesce(-sum(amount) filter (kind = 'contingency'), 0) as contingency,
        coalesce(sum(amount) filter (kind <> 'contingency'), 0) as flow,
    from cash_flow_items
    group by week
),

spans as (
    select
        min(week) as first_week,
        max(week) as last_week,
    from cash_flow_items
),

weeks as (
    select (spans.first_week + 7 * unnest(generate_series(0, date_diff('week', spans.first_week, spans.last_week)))::integer)::date as week
    from spans
),

run as (
    select
        weeks.week,
        sums.* exclude (week),
        coalesce(sums.flow, 0) as flow_of_week,
        sum(flow_of_week) over (order by weeks.week) as closing,
        sum(coalesce(sums.contingency, 0)) over (order by weeks.week) as drawn,
    from weeks
    left join sums on sums.week = weeks.week
),

marked as (
    select
        run.*,
        run.week + 6 >= cash_terms.planned_from as ahead,
        min(if(ahead and run.closing < 0, run.week, null)) over () as first_short,
    from run
    cross join cash_terms
)

select
    strftime(week, '%G-W%V') as week,
    week as "from",
    (closing - flow_of_week)::decimal(18, 4) as opening,
    coalesce(received, 0)::decimal(18, 4) as received,
    coalesce(sources, 0)::decimal(18, 4) as "from sources",
    coalesce(refunds, 0)::decimal(18, 4) as "VAT refunds",
    coalesce(advances, 0)::decimal(18, 4) as advances,
    coalesce(paid, 0)::decimal(18, 4) as "paid out",
    coalesce(payables, 0)::decimal(18, 4) as payables,
    coalesce(payroll, 0)::decimal(18, 4) as payroll,
    coalesce(withholding, 0)::decimal(18, 4) as withholding,
    coalesce(social_security, 0)::decimal(18, 4) as "social security",
    coalesce(commitments, 0)::decimal(18, 4) as commitments,
    coalesce(etc, 0)::decimal(18, 4) as "ETC",
    coalesce(vat, 0)::decimal(18, 4) as "VAT",
    closing::decimal(18, 4) as closing,
    coalesce(contingency, 0)::decimal(18, 4) as contingency,
    (closing - drawn)::decimal(18, 4) as "closing if drawn",
    case
        when week = first_short then 'first week of shortage'
        when ahead and closing < 0 then 'shortage'
        when closing < 0 then 'overdrawn'
        when ahead and closing < drawn then 'short if the contingency is drawn'
        else ''
    end as shortage,
from marked
order by "from"
