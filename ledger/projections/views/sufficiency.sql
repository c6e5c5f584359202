-- One row for the window's day, then one per week: whether cash and what is to come cover all that is to be paid, without the contingency and with it.
-- Cash + advances + undrawn + recoverable tax - payables - payroll - withholding - social security - commitments - ETC - VAT = sufficiency. On the
-- window's day each is its own list. At the end of a week each is what is left of it by the cash flow, and cash is what is there then without the
-- tax that comes back; recoverable tax is all that is due by then. Deferred and in kind are never counted, nor is money whose conditions
-- can no longer be met.
with

expected as (
    select *
    from cash_flow_items
    where kind not in ('received', 'paid', 'settled')
),

spans as (
    select
        cash_terms.planned_from,
        date_trunc('week', cash_terms.planned_from)::date as this_week,
        greatest(this_week, coalesce(max(expected.week), this_week)) as last_week,
    from cash_terms
    left join expected on true
    group by cash_terms.planned_from
),

ends as (
    select
        this_week - 7 as week,
        planned_from as up_to,
    from spans
    union all
    select
        (this_week + 7 * unnest(generate_series(0, date_diff('week', this_week, last_week)))::integer)::date as week,
        week + 6 as up_to,
    from spans
),

sums as (
    select
        week,
        sum(amount) filter (kind not in ('VAT refunds', 'contingency')) as flow,
        sum(amount) filter (kind = 'advances') as advances,
        sum(amount) filter (kind = 'sources') as sources,
        -sum(amount) filter (kind = 'payables') as payables,
        -sum(amount) filter (kind = 'payroll') as payroll,
        -sum(amount) filter (kind = 'withholding') as withholding,
        -sum(amount) filter (kind = 'social security') as social_security,
        -sum(amount) filter (kind = 'commitments') as commitments,
        -sum(amount) filter (kind = 'ETC') as etc,
        -sum(amount) filter (kind = 'VAT') as vat,
    from expected
    group by week
),

refunds as (
    select
        least(expected.due, expected.day) as due,
        sum(expected.amount) as amount,
    from expected
    where expected.kind = 'VAT refunds'
    group by all
),

due as (
    select
        ends.week,
        sum(refunds.amount) as amount,
    from ends
    inner join refunds on refunds.due <= ends.up_to
    group by ends.week
),

undrawn_contingency as (
    select coalesce(-sum(amount), 0) as amount
    from expected
    where kind = 'contingency'
),

held as (
    select
        ends.week,
        ends.up_to,
        cash_position.cash + coalesce(sum(sums.flow) over done, 0) as cash,
        coalesce(sum(sums.advances) over ahead, 0) as advances,
        coalesce(sum(sums.sources) over ahead, 0) as undrawn,
        coalesce(due.amount, 0) as recoverable,
        coalesce(sum(sums.payables) over ahead, 0) as payables,
        coalesce(sum(sums.payroll) over ahead, 0) as payroll,
        coalesce(sum(sums.withholding) over ahead, 0) as withholding,
        coalesce(sum(sums.social_security) over ahead, 0) as social_security,
        coalesce(sum(sums.commitments) over ahead, 0) as commitments,
        coalesce(sum(sums.etc) over ahead, 0) as etc,
        coalesce(sum(sums.vat) over ahead, 0) as vat,
        undrawn_contingency.amount as contingency,
    from ends
    cross join cash_position
    cross join undrawn_contingency
    left join sums on sums.week = ends.week
    left join due on due.week = ends.week
    window
        done as (order by ends.week rows between unbounded preceding and current row),
        ahead as (order by ends.week rows between 1 following and unbounded following)
),

reckoned as (
    select
        *,
        cash + advances + undrawn + recoverable - payables - payroll - withholding - social_security - commitments - etc - vat as result,
    from held
),

marked as (
    select
        *,
        min(if(result < 0, week, null)) over () as first_short,
    from reckoned
)

select
    if(marked.week < spans.this_week, 'now', strftime(marked.week, '%G-W%V')) as week,
    marked.up_to as "up to",
    marked.cash::decimal(18, 4) as cash,
    marked.advances::decimal(18, 4) as advances,
    marked.undrawn::decimal(18, 4) as undrawn,
    marked.recoverable::decimal(18, 4) as "recoverable tax",
    marked.payables::decimal(18, 4) as payables,
    marked.payroll::decimal(18, 4) as payroll,
    marked.withholding::decimal(18, 4) as withholding,
    marked.social_security::decimal(18, 4) as "social security",
    marked.commitments::decimal(18, 4) as commitments,
    marked.etc::decimal(18, 4) as "ETC",
    marked.vat::decimal(18, 4) as "VAT",
    marked.result::decimal(18, 4) as sufficiency,
    marked.contingency::decimal(18, 4) as contingency,
    (marked.result - marked.contingency)::decimal(18, 4) as "with contingency",
    case
        when marked.week = marked.first_short then 'first week of shortage'
        when marked.result < 0 then 'shortage'
        when marked.result < marked.contingency then 'short if the contingency is drawn'
        else ''
    end as shortage,
from marked
cross join spans
order by marked.week
