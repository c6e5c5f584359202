-- One row per line and entry that changed what it commits: the change of its commitment in the book's currency.
-- A line commits what it has open, or the work accrued on it where that is more. The changes of a line, in the order in
-- which they took effect, add up to what it commits.
with

moved as (
    select
        position,
        "on",
        document,
        kind,
        line,
        account,
        coalesce(sum(amount) filter (layer = 'ordered'), 0) - coalesce(sum(amount) filter (layer = 'relieved'), 0) as amount,
        coalesce(sum(book_amount) filter (layer = 'ordered'), 0) - coalesce(sum(book_amount) filter (layer = 'relieved'), 0) as book_amount,
        coalesce(sum(book_amount) filter (layer = 'accrued'), 0) as accrued,
    from movements
    where layer in ('ordered', 'relieved', 'accrued')
    group by position, "on", document, kind, line, account
),

running as (
    select
        *,
        sum(amount) over of_line as left_amount,
        sum(book_amount) over of_line as left_book,
        sum(accrued) over of_line as left_accrued,
    from moved
    window of_line as (partition by account, document, kind, line order by "on", position)
),

open_lines as (
    select
        *,
        case when left_amount > 0 then greatest(left_book, 0) else 0 end as open_book,
        greatest(open_book, left_accrued) as committed,
    from running
)

select
    position,
    "on",
    document,
    kind,
    line,
    account,
    committed - lag(committed, 1, 0) over (partition by account, document, kind, line order by "on", position) as change,
    open_book,
    left_accrued as accrued,
    committed,
from open_lines
order by account, document, line, "on", position
