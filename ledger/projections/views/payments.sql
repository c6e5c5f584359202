-- One row per payment: when money went out (minus: when it came back), to whom, for which document, how, in its currency and in the book's.
-- In the book's currency at the document's rate, half-up. An advance is paid out when it is issued, not when its receipts
-- come. Of the kind `tax` is what was settled with the tax office: withheld tax paid over, and VAT that came back, which is minus.
with

paid as (
    select
        statuses.*,
        documents.number,
        documents.party as payee,
        if(statuses.stage = 'returned', -statuses.amount, statuses.amount) as out,
        in_book(out, documents.rate) as out_in_book,
        documents.means as handed,
    from statuses
    inner join documents on documents.document = statuses.document
    where
        statuses.stage = 'paid'
        or statuses.kind = 'advance' and statuses.stage in ('issued', 'increased', 'returned')
)

select
    position as entry,
    moved_on as "paid on",
    'tax' as kind,
    'cash/main' as document,
    strftime(period_ends, '%Y-%m') as number,
    'the tax office' as payee,
    currency,
    if(what = 'VAT', -amount, amount) as amount,
    if(what = 'VAT', -amount, amount) as "in book",
    if(what = 'VAT', 'VAT back', 'withheld tax') as means,
    reference,
from cash_entries
where what in ('VAT', 'withholding')
union all
select
    paid.position as entry,
    coalesce(paid.ends, paid."on") as "paid on",
    paid.kind,
    paid.key as document,
    paid.number,
    coalesce(party_names.name, paid.payee, if(paid.kind = 'payroll', 'the people on it', null)) as payee,
    paid.currency,
    paid.out as amount,
    paid.out_in_book as "in book",
    coalesce(paid.means, paid.handed) as means,
    paid.reference,
from paid
left join party_names on party_names.party = paid.payee
order by "paid on", entry
