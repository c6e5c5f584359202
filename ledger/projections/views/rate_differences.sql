-- One row per account of a certified cost statement in another currency: by how much it differs from what it is at the agreed rate.
-- In the book's currency, of the statement of each co-producer that counts. A currency that the finance plan does not have is not compared.
select
    coproducer_steps.position,
    coproducer_steps."on" as day,
    coproducer_steps.coproducer,
    coproducer_steps.currency,
    abs(coproducer_steps.book_amount - in_book(coproducer_steps.amount, agreed_rates.rate))::decimal(18, 4) as amount,
from coproducer_steps
inner join coproducers on coproducers.entry = coproducer_steps.position
inner join agreed_rates on agreed_rates.currency = coproducer_steps.currency
order by coproducer_steps.position, coproducer_steps.account
