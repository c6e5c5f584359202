-- One row per order and party that made an offer in its last comparison, from the first comparison that names it; in the order's currency.
with

latest as (
    select
        document,
        max(position) as position,
    from offer_lines
    group by document
),

first as (
    select
        document,
        party,
        min(position) as position,
        min("on") as day,
    from offer_lines
    group by document, party
)

select
    first.position,
    first.day,
    offer_lines.document,
    offer_lines.party as offered_by,
    if(offer_lines.party = documents.party, 'yes', 'no') as chosen,
    if(offer_lines.amount = min(offer_lines.amount) over (partition by offer_lines.document), 'yes', 'no') as cheapest,
    if(offer_lines.reasoned, 'yes', 'no') as reasoned,
    offer_lines.currency,
    offer_lines.amount,
from offer_lines
inner join latest on latest.document = offer_lines.document and latest.position = offer_lines.position
inner join first on first.document = offer_lines.document and first.party = offer_lines.party
inner join documents on documents.document = offer_lines.document
order by offer_lines.document, first.position, offer_lines.party
