-- One row per payroll whose lines do not come to its control total, or whose payment does not settle all of its cost or none.
with

posted as (
    select
        documents.document,
        documents.gross as total,
        sum(movements.amount) as lines,
    from documents
    left join movements
        on movements.document = documents.document
        and movements.position = documents.position
        and movements.layer = 'cost'
    where documents.kind = 'payroll'
    group by documents.document, documents.gross
),

settled as (
    select
        document,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as cost,
        coalesce(sum(book_amount) filter (layer = 'paid'), 0) as paid,
    from movements
    where
        kind = 'payroll'
        and layer in ('cost', 'paid')
    group by document
)

select
    posted.document,
    posted.total,
    posted.lines,
    settled.cost,
    settled.paid,
from posted
left join settled on settled.document = posted.document
where
    posted.lines is distinct from posted.total
    or (settled.paid <> 0 and settled.paid <> settled.cost)
order by posted.document
