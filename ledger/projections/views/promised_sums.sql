-- One row per line of an order, engagement or accrual: what was ordered, relieved and is open, what work is accrued on it, what it commits.
-- A line commits what it has open, or the work that is done on it and not invoiced where that is more. Relief is compared
-- in the promise's currency and valued at the promise's rate; what goes beyond the promise is over-relief, and nothing is open.
with

summed as (
    select
        document,
        kind,
        line,
        account,
        any_value(currency) as currency,
        coalesce(sum(amount) filter (layer = 'ordered'), 0) as ordered,
        coalesce(sum(amount) filter (layer = 'relieved'), 0) as relieved,
        coalesce(sum(book_amount) filter (layer = 'ordered'), 0) as ordered_book,
        coalesce(sum(book_amount) filter (layer = 'relieved'), 0) as relieved_book,
        coalesce(sum(book_amount) filter (layer = 'accrued'), 0) as accrued,
    from movements
    where layer in ('ordered', 'relieved', 'accrued')
    group by document, kind, line, account
)

select
    document,
    kind,
    line,
    account,
    currency,
    ordered,
    relieved,
    greatest(ordered - relieved, 0) as open,
    greatest(relieved - ordered, 0) as over_relief,
    ordered_book,
    relieved_book,
    case when ordered > relieved then greatest(ordered_book - relieved_book, 0) else 0 end as open_book,
    accrued,
    greatest(open_book, accrued) as committed,
from summed
order by document, line, account
