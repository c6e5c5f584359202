-- One row per posted invoice: the days from its own day until it was paid in full or, while something is left, until the window's.
with

posted as (
    select
        document,
        arg_max(position, position) filter (where stage = 'posted') as posted,
        arg_max(position, position) filter (where stage = 'paid') as last_paid,
        max(ends) filter (where stage = 'paid') as paid_on,
    from statuses
    where kind = 'invoice'
    group by document
),

stated as (
    select
        documents.document,
        documents.party,
        documents.dated,
        posted.posted,
        posted.last_paid,
        posted.paid_on,
        invoices."left to pay" as left_to_pay,
    from invoices
    inner join documents on documents.kind = 'invoice' and documents.key = invoices.invoice
    inner join posted on posted.document = documents.document
    where posted.posted is not null and invoices.stage <> 'reversed' and documents.dated is not null
)

select
    if(stated.left_to_pay = 0, coalesce(stated.last_paid, stated.posted), stated.posted) as position,
    stated.document,
    stated.party,
    if(stated.left_to_pay = 0, coalesce(stated.paid_on, stated.dated), as_at."on") - stated.dated as days,
from stated
cross join as_at
order by position, stated.document
