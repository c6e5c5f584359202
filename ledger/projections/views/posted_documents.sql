-- One row per document that posts cost: its cost, the recoverable tax and what is withheld of it, in the book's currency.
-- Each is rounded once for the document; `lines` are those of its cost, credits, recodes and reversals included.
with

stages as (
    select
        document,
        bool_or(stage = 'reversed') as reversed,
    from statuses
    group by document
),

noted as (
    select
        document,
        sum(withholding) as given_back,
    from credit_notes
    group by document
)

select
    cost_lines.document,
    any_value(cost_lines.currency) as currency,
    count(*) as lines,
    sum(cost_lines.book_amount) as cost,
    in_book(sum(cost_lines.recoverable), any_value(documents.rate)) as recoverable,
    in_book(any_value(if(stages.reversed, 0, documents.withholding - coalesce(noted.given_back, 0))), any_value(documents.rate)) as withheld,
from cost_lines
inner join documents on documents.document = cost_lines.document
inner join stages on stages.document = cost_lines.document
left join noted on noted.document = cost_lines.document
group by cost_lines.document
order by cost_lines.document
