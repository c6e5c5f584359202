-- One row per invoice: as it was printed, where it stands, what is left to pay; late when its day was closed before.
-- Amounts are in the invoice's own currency.
with

stages as (
    select
        document,
        arg_max(stage, (("on", position))) as stage,
        max("on") filter (stage = 'posted') as booked,
        coalesce(sum(amount) filter (stage = 'paid'), 0) as paid,
    from statuses
    where kind = 'invoice'
    group by document
),

owed as (
    select
        documents.*,
        stages.booked,
        stages.paid,
        documents.gross - documents.withholding as payable,
        if(stages.stage = 'reversed', 0, payable - stages.paid) as left_to_pay,
        if(stages.stage = 'paid' and left_to_pay > 0, 'posted', stages.stage) as stage,
    from documents
    inner join stages on stages.document = documents.document
    where documents.kind = 'invoice'
),

late as (
    select distinct document
    from late_entries
)

select
    owed.key as invoice,
    owed.number,
    coalesce(party_names.name, owed.party) as vendor,
    owed.order_key as "order",
    owed.dated,
    owed.booked as "booked on",
    owed.due,
    owed.currency,
    owed.net,
    owed.gross,
    owed.payable,
    owed.paid,
    owed.left_to_pay as "left to pay",
    owed.stage,
    late.document is not null as late,
from owed
left join party_names on party_names.party = owed.party
left join late on late.document = owed.document
order by owed.key
