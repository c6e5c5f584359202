-- One row per payroll: its control totals by component, where it stands, what is left to pay; late when its day was closed before.
-- Amounts are in the payroll's own currency, as they were posted.
with

stages as (
    select
        document,
        min(position) as posted,
        min("on") as booked,
        arg_max(stage, (("on", position))) filter (stage <> 'recoded') as stage,
        coalesce(sum(amount) filter (stage = 'paid'), 0) as paid,
    from statuses
    where kind = 'payroll'
    group by document
),

sums as (
    select
        movements.document,
        count(distinct movements.party) as persons,
        coalesce(sum(movements.amount) filter (movements.pay = 'straight'), 0) as straight,
        coalesce(sum(movements.amount) filter (movements.pay = 'overtime'), 0) as overtime,
        coalesce(sum(movements.amount) filter (movements.pay = 'penalties'), 0) as penalties,
        coalesce(sum(movements.amount) filter (movements.pay = 'allowances'), 0) as allowances,
        coalesce(sum(movements.amount) filter (movements.pay = 'fringes'), 0) as fringes,
    from movements
    inner join stages on stages.posted = movements.position
    where movements.layer = 'cost'
    group by movements.document
),

late as (
    select distinct document
    from late_entries
)

select
    documents.key as payroll,
    documents.number,
    coalesce(party_names.name, documents.party) as vendor,
    documents.dated,
    stages.booked as "booked on",
    documents.due,
    documents.currency,
    sums.persons,
    sums.straight,
    sums.overtime,
    sums.penalties,
    sums.allowances,
    sums.fringes,
    documents.gross as total,
    documents.withholding as withheld,
    stages.paid,
    if(stages.stage = 'reversed', 0, documents.gross - documents.withholding - stages.paid) as "left to pay",
    if(stages.stage = 'paid' and stages.paid = 0, 'posted', stages.stage) as stage,
    late.document is not null as late,
from documents
inner join stages on stages.document = documents.document
left join sums on sums.document = documents.document
left join party_names on party_names.party = documents.party
left join late on late.document = documents.document
where documents.kind = 'payroll'
order by documents.key
