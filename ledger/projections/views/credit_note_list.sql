-- One row per credit note: its vendor and day, the invoice that it credits, what it takes back, late when its day was closed.
-- Amounts are in the invoice's own currency; `payable` is gross less what is given back of the withholding.
select
    credit_notes.number as "credit note",
    coalesce(party_names.name, credit_notes.party) as vendor,
    split_part(credit_notes.document, '/', 2) as invoice,
    documents.number as "invoice number",
    credit_notes.dated,
    credit_notes."on" as "booked on",
    credit_notes.currency,
    credit_notes.net,
    credit_notes.tax,
    credit_notes.gross,
    credit_notes.gross - credit_notes.withholding as payable,
    late_entries.position is not null as late,
from credit_notes
inner join documents on documents.document = credit_notes.document
left join party_names on party_names.party = credit_notes.party
left join late_entries on late_entries.position = credit_notes.position
order by credit_notes.position
