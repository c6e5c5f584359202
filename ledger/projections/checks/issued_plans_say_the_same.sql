-- An issued finance plan is what its sources, their terms and the budget came to when it was issued: the latest entries before it.
with

sources as (
    select
        issued_plans.number,
        financing.source,
        any_value(financing.form) as form,
        arg_max(financing.book_amount, (financing."on", financing.position)) filter (where financing.what = 'source') as gross,
        arg_max(coalesce(financing.rate, 1), (financing."on", financing.position)) filter (where financing.what = 'source') as rate,
        arg_max(coalesce(financing.fees, 0), (financing."on", financing.position)) filter (where financing.what = 'terms') as fees,
        arg_max(financing.book_amount, (financing."on", financing.position)) filter (where financing.what = 'recognition') as recognised,
    from issued_plans
    inner join financing on financing.position < issued_plans.position
    group by issued_plans.number, financing.source
),

plans as (
    select
        number,
        sum(gross) as gross,
        sum(if(form in ('in kind', 'deferral'), 0, gross - coalesce(in_book(fees, rate), 0))) as cash,
        sum(coalesce(recognised, gross)) as recognised,
    from sources
    group by number
),

budgets as (
    select
        issued_plans.number,
        coalesce(sum(movements.book_amount), 0) as final,
    from issued_plans
    left join movements
        on movements.position < issued_plans.position and movements.layer in ('budget', 'reallocation', 'contingency', 'overage')
    group by issued_plans.number
)

select
    issued_plans.number,
    issued_plans.position,
    issued_plans.gross,
    plans.gross::decimal(18, 4) as sources,
    issued_plans.cash,
    plans.cash::decimal(18, 4) as arrives,
    issued_plans.recognised,
    plans.recognised::decimal(18, 4) as counts,
    issued_plans.final,
    budgets.final::decimal(18, 4) as budget,
from issued_plans
left join plans on plans.number = issued_plans.number
left join budgets on budgets.number = issued_plans.number
where
    plans.gross is distinct from issued_plans.gross
    or plans.cash is distinct from issued_plans.cash
    or plans.recognised is distinct from issued_plans.recognised
    or budgets.final is distinct from issued_plans.final
order by issued_plans.number
