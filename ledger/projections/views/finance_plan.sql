-- One row per source of the finance plan, then its total, the final budget, and the gap or surplus between them.
-- amount is in the source's currency; every other figure is in the book's. The gap is minus: what the plan lacks.
-- cash is what arrives, and is held against the final budget without what comes in kind or deferred; recognised is what counts.
with

paid as (
    select
        source,
        sum(book_amount) as scheduled,
        sum(book_amount) filter (where stage in ('released', 'received')) as released,
        sum(received_book) as received,
    from tranches
    group by source
),

sources as (
    select
        source_terms.*,
        coalesce(paid.scheduled, 0) as scheduled,
        coalesce(paid.released, 0) as released,
        coalesce(paid.received, 0) as received,
    from source_terms
    left join paid on paid.source = source_terms.source
),

planned as (
    select
        coalesce(sum(book_amount), 0) as book_amount,
        coalesce(sum(cash_in_book), 0) as cash_in_book,
        coalesce(sum(recognised_in_book), 0) as recognised_in_book,
        coalesce(sum(book_amount) filter (where form in ('in kind', 'deferral')), 0) as never,
        coalesce(sum(scheduled), 0) as scheduled,
        coalesce(sum(released), 0) as released,
        coalesce(sum(received), 0) as received,
    from sources
),

budgeted as (
    select coalesce(sum(book_amount), 0) as final
    from movements
    where layer in ('budget', 'reallocation', 'contingency', 'overage')
),

lines as (
    select 1 as place, 'source' as line, *
    from sources
    union all by name
    select 2 as place, 'total' as line, 'total of the finance plan' as title, * exclude (never)
    from planned
    union all by name
    select
        3 as place,
        'budget' as line,
        'final budget' as title,
        final as book_amount,
        final - never as cash_in_book,
        final as recognised_in_book,
    from budgeted, planned
    union all by name
    select
        4 as place,
        case
            when planned.book_amount < budgeted.final then 'gap'
            when planned.book_amount > budgeted.final then 'surplus'
            else 'balance'
        end as line,
        case
            when planned.book_amount < budgeted.final then 'gap: the plan lacks this'
            when planned.book_amount > budgeted.final then 'surplus: the plan brings more'
            else 'the plan balances'
        end as title,
        planned.book_amount - budgeted.final as book_amount,
        planned.cash_in_book - budgeted.final + planned.never as cash_in_book,
        planned.recognised_in_book - budgeted.final as recognised_in_book,
    from planned, budgeted
)

select
    line,
    source,
    financier,
    title,
    form,
    territory,
    rights,
    public,
    amount,
    currency,
    book_amount::decimal(18, 4) as book_amount,
    cash_in_book::decimal(18, 4) as cash_in_book,
    recognised_in_book::decimal(18, 4) as recognised_in_book,
    scheduled::decimal(18, 4) as scheduled,
    released::decimal(18, 4) as released,
    received::decimal(18, 4) as received,
from lines
order by place, source
