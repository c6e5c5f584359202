-- One row per document in another currency: by how much what it comes to and what is paid, owed and outstanding of it differ in the book's.
-- In its own currency they do not. Each figure is rounded by itself, so none is off by more than half a minor unit of the
-- book's currency; a line of cost is a share of the rounded whole, and off by less than one. That makes `at most` whole units.
with

parts as (
    select
        document,
        cost + recoverable - withheld as off,
        2 * lines + 2 as halves,
        currency,
    from posted_documents
    union all
    select
        documents.document,
        -payments."in book" as off,
        1 as halves,
        payments.currency,
    from payments
    inner join documents on documents.kind = payments.kind and documents.key = payments.document
    union all
    select
        documents.document,
        -payables."left in book" as off,
        1 as halves,
        payables.currency,
    from payables
    inner join documents on documents.kind = payables.kind and documents.key = payables.document
    where payables.stage not in ('entered', 'approved')
    union all
    select
        concat('advance/', advance) as document,
        "outstanding in book" as off,
        1 as halves,
        currency,
    from advances
)

select
    parts.document,
    sum(parts.off) as off,
    (sum(parts.halves)::bigint >> 1) * any_value(book.unit) as "at most",
from parts
cross join book
where parts.currency <> book.currency
group by parts.document
order by parts.document
