-- One row per purchase order: what it asks for, what of it is promised, relieved and open, and its flags.
-- The amount is that of the latest amendment, which may still wait for approval; what is open is in the book's currency
-- too.
with

latest as (
    select
        document,
        max(position) as position,
    from asked_lines
    group by document
),

asked as (
    select
        asked_lines.document,
        any_value(asked_lines.currency) as currency,
        sum(asked_lines.amount) as amount,
    from asked_lines
    inner join latest on latest.document = asked_lines.document and latest.position = asked_lines.position
    group by asked_lines.document
)

select
    promises.key as "order",
    promises.party_name as vendor,
    documents.description,
    documents.dated,
    documents.due,
    asked.currency,
    asked.amount,
    promises.ordered as promised,
    promises.relieved,
    promises.open,
    promises.open_book as "open in book",
    promises.stage,
    promises.flags,
from promises
inner join documents on documents.document = promises.document
left join asked on asked.document = promises.document
where promises.kind = 'purchase-order'
order by promises.key
