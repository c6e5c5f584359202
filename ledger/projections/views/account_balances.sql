-- One row per account that money moved on: each layer summed line by line, in the book's currency, and nothing derived from them.
-- Committed is what was ordered less what was relieved, over-relief and accrued work apart; the cost report's commitments
-- never fall below zero on a line. Unpaid is what was posted and not paid.
with

summed as (
    select
        account,
        coalesce(sum(book_amount) filter (layer in ('budget', 'reallocation', 'contingency', 'overage')), 0) as budget,
        coalesce(sum(book_amount) filter (layer = 'ordered'), 0) as ordered,
        coalesce(sum(book_amount) filter (layer = 'relieved'), 0) as relieved,
        coalesce(sum(book_amount) filter (layer = 'accrued'), 0) as accrued,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as posted,
        coalesce(sum(book_amount) filter (layer = 'paid'), 0) as paid,
        count(*) as lines,
    from movements
    group by account
)

select
    account,
    budget,
    ordered,
    relieved,
    ordered - relieved as committed,
    accrued,
    posted,
    paid,
    posted - paid as unpaid,
    lines,
from summed
order by account
