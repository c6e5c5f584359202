-- One row per line of a promise and entry that changed what it commits: whose and where, in the book's currency.
-- Its day is that of the order, or the first day of the engagement; its place is the one that the order says of the line, else its account's.
with

places as (
    select
        document,
        line,
        arg_max(country, ("on", position)) as country,
        arg_max(region, ("on", position)) as region,
    from asked_lines
    where country is not null
    group by document, line
)

select
    commitment_steps.position,
    commitment_steps.document,
    commitment_steps.line,
    commitment_steps.account,
    documents.party,
    coalesce(places.country, account_places.country) as country,
    if(places.country is not null, places.region, account_places.region) as region,
    coalesce(documents.dated, documents.starts, commitment_steps."on") as day,
    documents.starts as service_from,
    documents.ends as service_to,
    coalesce(
        len(list_filter(related_spans.spans, lambda span: day between span.starts and coalesce(span.ends, day))) > 0, false
    ) as related,
    commitment_steps.change as amount,
from commitment_steps
left join documents on documents.document = commitment_steps.document
left join related_spans on related_spans.party = documents.party
left join account_places on account_places.account = commitment_steps.account
left join places
    on places.document = commitment_steps.document
    and places.line = commitment_steps.line
where commitment_steps.change <> 0
order by commitment_steps.position, commitment_steps.document, commitment_steps.line, commitment_steps.account
