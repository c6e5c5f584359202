-- One row per party that was promised or charged money: committed on its orders and engagements, posted and paid on its invoices.
-- `engaged` is true for whoever has an engagement: such a party is a person of the production, whatever they invoice;
-- the others are vendors.
with

costs as (
    select
        documents.party,
        sum(movements.book_amount) filter (movements.layer = 'cost') as posted,
        sum(movements.book_amount) filter (movements.layer = 'paid') as paid,
    from movements
    inner join documents on documents.document = movements.document
    where movements.layer in ('cost', 'paid')
    group by documents.party
),

promises as (
    select
        party,
        sum(open_book) as committed,
    from promised_lines
    where party is not null
    group by party
)

select
    party,
    coalesce(party in (select documents.party from documents where documents.kind = 'engagement'), false) as engaged,
    coalesce(promises.committed, 0) as committed,
    coalesce(costs.posted, 0) as posted,
    coalesce(costs.paid, 0) as paid,
    coalesce(costs.posted, 0) - coalesce(costs.paid, 0) as unpaid,
from promises
full join costs using (party)
order by party
