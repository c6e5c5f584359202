-- One row per payment: when money went out (minus: when it came back), to whom, for which document, how, in its currency and in the book's.
-- In the book's currency at the document's rate, half-up.
with

paid as (
    select
        statuses.*,
        documents.number,
        documents.party as payee,
        statuses.amount::decimal(38, 4) * documents.rate::decimal(38, 8) as exact,
    from statuses
    inner join documents on documents.document = statuses.document
    where statuses.stage = 'paid'
)

select
    paid.position as entry,
    paid.ends as "paid on",
    paid.kind,
    paid.key as document,
    paid.number,
    coalesce(party_names.name, paid.payee, if(paid.kind = 'payroll', 'the people on it', null)) as payee,
    paid.currency,
    paid.amount,
    case book.scale
            when 0 then round(exact, 0)::decimal(18, 4) when 3 then round(exact, 3)::decimal(18, 4) else round(exact, 2)::decimal(18, 4)
        end as "in book",
    paid.means,
    paid.reference,
from paid
cross join book
left join party_names on party_names.party = paid.payee
order by paid.ends, paid.position
