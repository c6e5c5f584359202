-- One row per decision that an authority is measured by: what it comes to in the book's currency.
-- An order or engagement counts whole, not the change alone; budget moves what the receiving accounts gain; an invoice
-- or payroll what it costs; a recode what it moves; a source or a released tranche what it brings.
with

promised as (
    select
        position,
        document,
        sum(book_amount) as moved,
    from movements
    where layer = 'ordered'
    group by position, document
),

whole as (
    select
        position,
        sum(moved) over (partition by document order by position) as amount,
    from promised
),

budgets as (
    select
        position,
        sum(book_amount) as amount,
    from movements
    where
        layer in ('reallocation', 'contingency', 'overage')
        and book_amount > 0
    group by position
),

exact as (
    select
        statuses.position,
        (documents.gross - documents.recoverable)::decimal(38, 4) * documents.rate::decimal(38, 8) as in_book,
    from statuses
    inner join documents on documents.document = statuses.document
    where
        statuses.kind = 'invoice'
        and statuses.stage = 'approved'
),

invoices as (
    select
        exact.position,
        case book.scale
            when 0 then round(in_book, 0)::decimal(18, 4)
            when 3 then round(in_book, 3)::decimal(18, 4)
            else round(in_book, 2)::decimal(18, 4)
        end as amount,
    from exact
    cross join book
),

payrolls as (
    select
        position,
        sum(book_amount) as amount,
    from movements
    where
        layer = 'cost'
        and kind = 'payroll'
    group by position
),

handed_out as (
    select
        statuses.position,
        sum(statuses.amount) over (partition by statuses.document order by statuses.position)::decimal(38, 4) * documents.rate::decimal(38, 8) as in_book,
    from statuses
    inner join documents on documents.document = statuses.document
    where
        statuses.kind = 'advance'
        and statuses.stage in ('issued', 'increased')
),

advanced as (
    select
        handed_out.position,
        case book.scale
            when 0 then round(in_book, 0)::decimal(18, 4)
            when 3 then round(in_book, 3)::decimal(18, 4)
            else round(in_book, 2)::decimal(18, 4)
        end as amount,
    from handed_out
    cross join book
),

recodes as (
    select
        movements.position,
        sum(movements.book_amount) as amount,
    from movements
    inner join statuses on statuses.position = movements.position
    where
        statuses.stage = 'recoded'
        and movements.layer = 'cost'
        and movements.book_amount > 0
    group by movements.position
),

sources as (
    select
        position,
        book_amount as amount,
    from financing
    where
        what = 'source'
        and book_amount is not null
),

releases as (
    select
        financing.position,
        arg_max(planned.book_amount, planned.position) as amount,
    from financing
    inner join financing as planned
        on planned.source = financing.source
        and planned.tranche = financing.tranche
        and planned.position < financing.position
    where
        financing.what = 'tranche'
        and financing.step = 'released'
        and planned.step in ('scheduled', 'rescheduled')
        and planned.book_amount is not null
    group by financing.position
)

select
    whole.position,
    whole.amount,
from whole
inner join statuses on statuses.position = whole.position
where statuses.stage in ('approved', 'engaged', 'changed', 'extended')
union all
select
    position,
    amount,
from budgets
union all
select
    position,
    amount,
from invoices
union all
select
    position,
    amount,
from advanced
union all
select
    payrolls.position,
    payrolls.amount,
from payrolls
inner join statuses on statuses.position = payrolls.position
where statuses.stage = 'posted'
union all
select
    position,
    amount,
from recodes
union all
select
    position,
    amount,
from sources
union all
select
    position,
    amount,
from releases
order by position
