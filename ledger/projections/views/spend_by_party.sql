-- One row per party that was promised or charged money: committed on its orders, engagements and accruals, posted and paid on
-- its invoices, envelopes and on the lines of payrolls that name it.
-- `engaged` is true for whoever has an engagement or is on a payroll: such a party is a person of the production, whatever
-- they invoice; the others are vendors. What an envelope cost is its holder's; work accrued without a vendor is nobody's.
with

costs as (
    select
        coalesce(movements.party, documents.party) as party,
        sum(movements.book_amount) filter (movements.layer = 'cost') as posted,
        sum(movements.book_amount) filter (movements.layer = 'paid') as paid,
    from movements
    inner join documents on documents.document = movements.document
    where movements.layer in ('cost', 'paid')
    group by coalesce(movements.party, documents.party)
),

production as (
    select party
    from documents
    where kind = 'engagement'
    union
    select party
    from movements
    where pay is not null and party is not null
),

promised as (
    select
        party,
        sum(committed) as committed,
    from promised_lines
    where
        party is not null
        or committed > 0
    group by party
)

select
    coalesce(promised.party, costs.party) as party,
    coalesce(coalesce(promised.party, costs.party) in (select production.party from production), false) as engaged,
    coalesce(promised.committed, 0) as committed,
    coalesce(costs.posted, 0) as posted,
    coalesce(costs.paid, 0) as paid,
    coalesce(costs.posted, 0) - coalesce(costs.paid, 0) as unpaid,
from promised
full join costs on costs.party is not distinct from promised.party
order by party
