-- One row per line of an order, engagement or accrual: what was ordered, relieved and is open, and what work is accrued on it.
-- A line commits what it has open, or the work that is done on it and not invoiced where that is more. Relief is compared in the promise's currency and valued at the promise's rate; what goes beyond the promise is over-
-- relief, and nothing is open.
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
),

stages as (
    select
        document,
        arg_max(stage, (("on", position))) as stage,
        arg_max(ends, (("on", position))) filter (ends is not null) as ends,
    from statuses
    where kind in ('purchase-order', 'engagement')
    group by document
)

select
    summed.document,
    summed.kind,
    summed.line,
    summed.account,
    documents.party,
    summed.currency,
    summed.ordered,
    summed.relieved,
    greatest(summed.ordered - summed.relieved, 0) as open,
    greatest(summed.relieved - summed.ordered, 0) as over_relief,
    summed.ordered_book,
    summed.relieved_book,
    case when summed.ordered > summed.relieved then greatest(summed.ordered_book - summed.relieved_book, 0) else 0 end as open_book,
    summed.accrued,
    greatest(open_book, summed.accrued) as committed,
    documents.starts,
    coalesce(stages.ends, documents.ends) as ends,
    documents.due,
    stages.stage,
from summed
left join documents on documents.document = summed.document
left join stages on stages.document = summed.document
order by summed.document, summed.line, summed.account
