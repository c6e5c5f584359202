-- One row per document and tax period with tax that comes back, and per refund of it: how much, and by when the tax office pays it, in the book's currency.
-- A cost is of the tax period of its receipt, credit note or invoice. A refund is minus, in the tax period that it settles. The tax is due on
-- the last day of the month in which the terms of the cash flow expect it, and expected a week after the window's day when it is late.
with

taxed as (
    select
        cost_lines.document,
        coalesce(cost_lines.dated, credit_notes.dated, documents.dated, cost_lines."on") as taxed_on,
        cost_lines.recoverable,
        documents.rate,
        documents.position,
    from cost_lines
    inner join documents on documents.document = cost_lines.document
    left join credit_notes on credit_notes.document = cost_lines.document and credit_notes.position = cost_lines.position
    where cost_lines.recoverable <> 0
),

by_period as (
    select
        taxed.document,
        tax_period_ends(taxed.taxed_on, cash_terms.tax_period) as ends,
        any_value(taxed.rate) as rate,
        any_value(taxed.position) as position,
        sum(sum(taxed.recoverable)) over (partition by taxed.document order by ends) as up_to,
    from taxed
    cross join cash_terms
    group by taxed.document, ends
),

-- each rounded as a part of its document, so that the parts come to the whole
parts as (
    select
        document,
        ends,
        in_book(up_to, rate) - coalesce(lag(in_book(up_to, rate)) over (partition by document order by ends), 0) as amount,
        position,
    from by_period
    union all by name
    select
        'cash/main' as document,
        period_ends as ends,
        -amount as amount,
        position,
    from cash_entries
    where what = 'VAT'
)

select
    parts.document,
    parts.ends as "tax period ends",
    parts.amount::decimal(18, 4) as amount,
    last_day((parts.ends + to_months(cash_terms.refund_after))::date) as due,
    if(due < cash_terms.planned_from, cash_terms.planned_from + 7, least(due, cash_terms.planned_to)) as "comes on",
    parts.position as entry,
from parts
cross join cash_terms
where parts.amount <> 0
order by parts.ends, parts.document, parts.position
