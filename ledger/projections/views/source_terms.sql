-- One row per source of the finance plan: its amount as it stands, and the terms that are agreed for it.
-- amount and fees are in the source's currency, the book's amounts in the book's; cash is what arrives: nothing in kind or deferred, and the
-- rest without the fees that the financier keeps; recognised is what counts of it, all of it until somebody says less. interest is percent
-- a year; aid is how it counts towards public aid, and recoupment the position in which receipts repay it.
with

plan as (
    select
        source,
        any_value(financier) as financier,
        any_value(label) as title,
        any_value(form) as form,
        any_value(territory) as territory,
        any_value(rights) as rights,
        any_value(public) as public,
        arg_max(amount, ("on", position)) as amount,
        any_value(currency) as currency,
        arg_max(coalesce(rate, 1), ("on", position)) as rate,
        arg_max(book_amount, ("on", position)) as book_amount,
    from financing
    where what = 'source'
    group by source
),

terms as (
    select
        source,
        aid,
        security,
        fees,
        interest,
        recoupment,
    from financing
    where what = 'terms'
    qualify row_number() over (partition by source order by "on" desc, position desc) = 1
),

counted as (
    select
        source,
        arg_max(book_amount, ("on", position)) as recognised,
    from financing
    where what = 'recognition'
    group by source
)

select
    plan.source,
    plan.financier,
    plan.title,
    plan.form,
    plan.territory,
    plan.rights,
    plan.public,
    plan.amount,
    plan.currency,
    plan.book_amount,
    case
        when plan.form in ('in kind', 'deferral') then 0
        else plan.book_amount - coalesce(in_book(terms.fees, plan.rate), 0)
    end::decimal(18, 4) as cash_in_book,
    coalesce(counted.recognised, plan.book_amount)::decimal(18, 4) as recognised_in_book,
    coalesce(
        terms.aid,
        if(plan.form = 'tax incentive' or (plan.public and plan.form = 'subsidy'), 'aid', 'none')
    ) as aid,
    terms.security,
    terms.fees,
    terms.interest,
    terms.recoupment,
from plan
left join terms on terms.source = plan.source
left join counted on counted.source = plan.source
order by plan.source
