-- One row per part of a document that is posted and not paid, by the day on which it is due: payables, payroll and social security, in the book's currency.
-- An invoice without a due day is due as many days after its own as orders are paid after their work. The social security of a payroll that
-- the office runs is its fringes, due in the month after; a payroll company is paid all of it. What is late is paid on the window's day. What is
-- entered or approved and not posted is still inside commitments and estimates, and is none of this.
with

owed as (
    select
        payables.kind,
        concat(payables.kind, '/', payables.document) as document,
        payables.payee,
        coalesce(payables.due, payables.dated + if(payables.kind = 'invoice', cash_terms.pays_after, 0)) as due,
        payables.dated,
        payables."left in book" as amount,
        payables."left to pay" as left_to_pay,
    from payables
    cross join cash_terms
    where payables.stage not in ('entered', 'approved')
),

valued as (
    select
        owed.*,
        documents.position,
        if(
            owed.kind = 'payroll' and documents.party is null,
            in_book(least(greatest(payrolls.fringes, 0), owed.left_to_pay), documents.rate),
            0
        ) as fringes,
    from owed
    inner join documents on documents.document = owed.document
    left join payrolls on payrolls.payroll = documents.key and documents.kind = 'payroll'
),

parts as (
    select
        if(kind = 'payroll', 'payroll', 'payables') as kind,
        document,
        payee,
        due,
        amount - fringes as amount,
        position,
    from valued
    union all by name
    select
        'social security' as kind,
        document,
        payee,
        least(last_day(dated) + cash_terms.social_security_day, last_day(last_day(dated) + 1)) as due,
        fringes as amount,
        position,
    from valued
    cross join cash_terms
)

select
    parts.kind,
    parts.document,
    parts.payee,
    parts.due,
    least(greatest(parts.due, cash_terms.planned_from), cash_terms.planned_to) as "paid on",
    parts.amount::decimal(18, 4) as amount,
    parts.position as entry,
from parts
cross join cash_terms
where parts.amount <> 0
order by "paid on", parts.document, parts.kind
