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

approved as (
    select
        statuses.position,
        in_book(documents.gross - documents.recoverable, documents.rate) as amount,
    from statuses
    inner join documents on documents.document = statuses.document
    where
        statuses.kind = 'invoice'
        and statuses.stage = 'approved'
),

posted as (
    select
        movements.position,
        sum(movements.book_amount) as amount,
    from movements
    inner join statuses on statuses.position = movements.position
    where
        statuses.stage = 'posted'
        and movements.layer = 'cost'
        and movements.kind = 'payroll'
    group by movements.position
),

advanced as (
    select
        statuses.position,
        in_book(sum(statuses.amount) over (partition by statuses.document order by statuses.position), documents.rate) as amount,
    from statuses
    inner join documents on documents.document = statuses.document
    where
        statuses.kind = 'advance'
        and statuses.stage in ('issued', 'increased')
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

select whole.*
from whole
inner join statuses on statuses.position = whole.position
where statuses.stage in ('approved', 'engaged', 'changed', 'extended')
union all
select * from budgets
union all
select * from approved
union all
select * from advanced
union all
select * from posted
union all
select * from recodes
union all
select * from sources
union all
select * from releases
order by position
