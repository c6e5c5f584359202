-- One row per account of a certified cost statement in another currency: by how much it differs from what it is at the plan's rate.
-- In the book's currency, of the statement of each co-producer that counts. The rate of a currency is that of the finance plan as it was
-- first agreed for it; a currency that the plan does not have is not compared.
with

rates as (
    select
        currency,
        arg_min(rate, position) as rate,
    from financing
    where what = 'source' and rate is not null
    group by currency
)

select
    coproducer_steps.position,
    coproducer_steps."on" as day,
    coproducer_steps.coproducer,
    coproducer_steps.currency,
    abs(coproducer_steps.book_amount - in_book(coproducer_steps.amount, rates.rate))::decimal(18, 4) as amount,
from coproducer_steps
inner join coproducers on coproducers.entry = coproducer_steps.position
inner join rates on rates.currency = coproducer_steps.currency
order by coproducer_steps.position, coproducer_steps.account
