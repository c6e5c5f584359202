-- One row per line of cost: supplier, document, concept, days, net, tax, withheld, payable, what of its cost is paid and when, account, head, evidence.
-- Amounts are in the document's currency; cost is net and the tax that does not come back, and in the book's currency
-- it sums to the cost to date. What is withheld stands on the first line of its document, and what a credit note or a
-- reversal gives back of it on the first line of that, as a minus. Evidence counts the documents seen with the entries of
-- this one.
with

posted as (
    select
        cost_lines.*,
        row_number() over (partition by cost_lines.document order by cost_lines.position, cost_lines.line) = 1 as first_line,
        row_number() over (partition by cost_lines.position order by cost_lines.line) = 1 as first_of_entry,
        row_number() over (partition by cost_lines.document, cost_lines.line, cost_lines.account order by cost_lines.position) = 1 as first_of_line,
    from cost_lines
),

paid as (
    select
        document,
        line,
        account,
        sum(amount) as paid,
    from movements
    where layer = 'paid'
    group by document, line, account
),

settled as (
    select
        document,
        max(ends) as paid_on,
        arg_max(means, (("on", position))) as means,
    from statuses
    where stage = 'paid'
    group by document
    having sum(amount) <> 0
),

given_back as (
    select
        document,
        sum(withholding) as withholding,
    from credit_notes
    group by document
),

seen as (
    select
        stream as document,
        sum(evidence) as evidence,
    from entries
    group by stream
)

select
    posted.position as entry,
    coalesce(posted.supplier, persons.name, party_names.name, documents.party) as supplier,
    posted.document,
    coalesce(posted.receipt, credit_notes.number, documents.number) as number,
    coalesce(posted.description, documents.description, posted.pay, '') as concept,
    coalesce(posted.dated, credit_notes.dated, documents.dated) as issued,
    posted.worked_from as "service from",
    posted.worked_to as "service to",
    posted.currency,
    posted.net,
    posted.tax,
    case
        when posted.first_line then coalesce(documents.withholding, 0)
        when posted.first_of_entry and statuses.stage = 'reversed' then coalesce(given_back.withholding, 0) - coalesce(documents.withholding, 0)
        when posted.first_of_entry then -coalesce(credit_notes.withholding, 0)
        else 0
    end as withheld,
    posted.net + posted.tax - withheld as payable,
    posted.amount as cost,
    posted.book_amount as "cost in book",
    if(posted.first_of_line, coalesce(paid.paid, 0), 0) as "cost paid",
    if(documents.kind = 'advance', posted."on", settled.paid_on) as "paid on",
    coalesce(settled.means, documents.means, '') as means,
    posted.account,
    coalesce(chart.category_name, 'not in the chart') as head,
    coalesce(posted.settlement, 'cash') as settlement,
    if(posted.related, 'related', '') as related,
    seen.evidence,
from posted
left join documents on documents.document = posted.document
left join credit_notes on credit_notes.position = posted.position
left join statuses on statuses.position = posted.position
left join given_back on given_back.document = posted.document
left join party_names on party_names.party = documents.party
left join party_names as persons on persons.party = posted.party
left join chart on chart.account = posted.account
left join settled on settled.document = posted.document
left join seen on seen.document = posted.document
left join paid
    on paid.document = posted.document
    and paid.line = posted.line
    and paid.account = posted.account
order by posted."on", posted.position, posted.line
