-- One row per invoice: as it was printed, what was credited of it, where it stands, what is left to pay; late when its day was closed.
-- Amounts are in the invoice's own currency. What is left to pay is below nothing while a refund is due.
with

stages as (
    select
        document,
        arg_max(stage, (("on", position))) filter (stage in ('entered', 'approved', 'posted', 'reversed')) as stage,
        max("on") filter (stage = 'posted') as booked,
        coalesce(sum(amount) filter (stage = 'paid'), 0) as paid,
    from statuses
    where kind = 'invoice'
    group by document
),

noted as (
    select
        document,
        sum(gross) as taken_back,
        sum(gross - withholding) as owed_less,
    from credit_notes
    group by document
),

owed as (
    select
        documents.*,
        stages.booked,
        stages.paid,
        coalesce(noted.taken_back, 0) as credited,
        documents.gross - documents.withholding - coalesce(noted.owed_less, 0) as payable,
        if(stages.stage = 'reversed', 0, payable - stages.paid) as left_to_pay,
        case
            when stages.stage <> 'posted' or left_to_pay > 0 then stages.stage
            when payable = 0 and stages.paid = 0 then 'credited in full'
            else 'paid'
        end as stage,
    from documents
    inner join stages on stages.document = documents.document
    left join noted on noted.document = documents.document
    where documents.kind = 'invoice'
),

late as (
    select distinct
        document,
        dated,
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
    owed.credited,
    owed.payable,
    owed.paid,
    owed.left_to_pay as "left to pay",
    owed.stage,
    late.document is not null as late,
from owed
left join party_names on party_names.party = owed.party
left join late
    on late.document = owed.document
    and late.dated = owed.dated
order by owed.key
