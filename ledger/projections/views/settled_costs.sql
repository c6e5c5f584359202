-- One row per signed part of a cost line that a payment settles, or that credit notes, recodes and envelopes move, in the book's currency.
-- It is paid on the day of its payment; what moved with a recode or a credit note, on the last day on which its document was paid; what an
-- advance has paid, on the day of the receipt.
with

paid_days as (
    select
        document,
        max(coalesce(ends, "on")) as paid_on,
    from statuses
    where stage = 'paid'
    group by document
),

paid as (
    select
        position,
        ends,
    from statuses
    where stage = 'paid'
)

select
    movements.position,
    movements.document,
    movements.line,
    movements.account,
    incurred_costs.party,
    incurred_costs.related,
    incurred_costs.country,
    incurred_costs.region,
    incurred_costs.settlement,
    incurred_costs.day,
    incurred_costs.service_from,
    incurred_costs.service_to,
    coalesce(paid.ends, paid_days.paid_on, incurred_costs.day) as paid_on,
    movements.book_amount as amount,
from movements
inner join incurred_costs
    on incurred_costs.document = movements.document
    and incurred_costs.line = movements.line
    and incurred_costs.opens
left join paid on paid.position = movements.position
left join paid_days on paid_days.document = movements.document
where movements.layer = 'paid'
order by movements.position, movements.document, movements.line, movements.account
