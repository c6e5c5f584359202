-- One row per line of cost that an entry posts, credits, recodes or turns around: whose, where and when, in the book's currency.
-- Its day is that of its document or receipt, also where the entry credits or turns it around. It is a related party's where the line says
-- so, or where the party was declared related on that day; what an envelope cost is its holder's. It is spent where an entry has placed the line,
-- else where the line says, else where its account is.
select
    cost_lines.position,
    cost_lines.document,
    cost_lines.line,
    cost_lines.account,
    coalesce(cost_lines.party, documents.party) as party,
    coalesce(line_places.country, cost_lines.country, account_places.country) as country,
    case
        when line_places.country is not null then line_places.region
        when cost_lines.country is not null then cost_lines.region
        else account_places.region
    end as region,
    coalesce(cost_lines.settlement, 'cash') as settlement,
    coalesce(cost_lines.dated, documents.dated, cost_lines."on") as day,
    cost_lines.worked_from as service_from,
    cost_lines.worked_to as service_to,
    cost_lines.related or coalesce(
        len(list_filter(related_spans.spans, lambda span: day between span.starts and coalesce(span.ends, day))) > 0, false
    ) as related,
    cost_lines.opens,
    cost_lines.book_amount as amount,
from cost_lines
left join documents on documents.document = cost_lines.document
left join line_places on line_places.document = cost_lines.document and line_places.line = cost_lines.line
left join account_places on account_places.account = cost_lines.account
left join related_spans on related_spans.party = coalesce(cost_lines.party, documents.party)
order by cost_lines.position, cost_lines.line
