-- One row per side and item of the production's balance, in the book's currency: what it has and has spent, and where that came from.
-- cash + advances + recoverable tax + cost to date = received from financiers + owed to payees + withheld for the tax office +
-- exchange rounding. The last is what documents in another currency are off by, each part being rounded by itself; the
-- others are read from their own lists, so that the two sides meet only when the lists agree.
with

posted as (
    select
        cost_lines.document,
        any_value(cost_lines.currency <> book.currency) as is_foreign,
        sum(cost_lines.book_amount) as cost,
        in_book(sum(cost_lines.recoverable), any_value(documents.rate)) as recoverable,
        in_book(any_value(if(stages.reversed, 0, documents.withholding - coalesce(noted.given_back, 0))), any_value(documents.rate)) as withheld,
    from cost_lines
    cross join book
    inner join documents on documents.document = cost_lines.document
    inner join (
        select
            document,
            bool_or(stage = 'reversed') as reversed,
        from statuses
        group by document
    ) as stages on stages.document = cost_lines.document
    left join (
        select
            document,
            sum(withholding) as given_back,
        from credit_notes
        group by document
    ) as noted on noted.document = cost_lines.document
    group by cost_lines.document
),

lists as (
    select
        (select coalesce(sum(to_date), 0) from account_figures) as to_date,
        (select coalesce(sum("left in book"), 0) from payables where stage not in ('entered', 'approved')) as owed,
        (select coalesce(sum("outstanding in book"), 0) from advances) as advances,
        (select coalesce(sum(recoverable), 0) from posted) as recoverable,
        (select coalesce(sum(withheld), 0) from posted) as withheld,
),

others as (
    select
        (select coalesce(sum(cost + recoverable - withheld), 0) from posted where is_foreign) as came_to,
        (select coalesce(sum("in book"), 0) from payments cross join book where payments.currency <> book.currency) as paid,
        (
            select coalesce(sum("outstanding in book"), 0)
            from advances
            cross join book
            where advances.currency <> book.currency
        ) as advances,
        (
            select coalesce(sum("left in book"), 0)
            from payables
            cross join book
            where payables.currency <> book.currency and payables.stage not in ('entered', 'approved')
        ) as owed,
)

select
    'has' as side,
    unnest(['cash', 'advances', 'recoverable tax', 'cost to date']) as item,
    unnest([cash_position.cash, lists.advances, lists.recoverable, lists.to_date]) as amount,
from cash_position
cross join lists
union all
select
    'owes' as side,
    unnest(['received from financiers', 'owed to payees', 'withheld for the tax office', 'exchange rounding']) as item,
    unnest([cash_position.received, lists.owed, lists.withheld, others.came_to + others.advances - others.paid - others.owed]) as amount,
from cash_position
cross join lists
cross join others
