-- One row per invoice whose vendor's number was entered twice for the same year and never reversed.
-- A day in the past may hide a reversal, so only a whole window is judged.
with

standing as (
    select
        documents.document,
        documents.party,
        documents.number,
        documents.dated,
        count(*) over (partition by documents.party, documents.number, year(documents.dated)) as times,
    from documents
    inner join invoices on invoices.invoice = documents.key
    where
        documents.kind = 'invoice'
        and invoices.stage <> 'reversed'
)

select
    standing.document,
    standing.party,
    standing.number,
    standing.dated,
from standing
cross join whole_window
where standing.times > 1
order by standing.document
