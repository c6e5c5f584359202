-- One row per cost line as it stands and source that it is allocated to: in percent, and in the book's currency.
-- A line that a recode made is allocated as the one that was posted. Parts of a line are rounded so that 100 percent is all of it.
with

shares as (
    select
        document,
        line,
        source,
        arg_max(percent, ("on", position)) as percent,
        max(position) as entry,
    from cost_allocations
    group by document, line, source
),

cumulated as (
    select
        *,
        sum(percent) over (partition by document, line order by source) as up_to,
    from shares
    where percent <> 0
),

vouchers as (
    select document
    from shares
    group by document
),

standing as (
    select
        cost_lines.document,
        cost_lines.line,
        coalesce(any_value(line_origins.origin), cost_lines.line) as posted,
        any_value(cost_lines.account) as account,
        sum(cost_lines.book_amount) as cost,
    from cost_lines
    inner join vouchers on vouchers.document = cost_lines.document
    left join line_origins on line_origins.document = cost_lines.document and line_origins.line = cost_lines.line and line_origins.posted
    group by cost_lines.document, cost_lines.line
)

select
    standing.document,
    standing.line,
    standing.account,
    cumulated.source,
    standing.cost,
    cumulated.percent,
    in_book(standing.cost, cumulated.up_to * 0.01) - in_book(standing.cost, (cumulated.up_to - cumulated.percent) * 0.01) as allocated,
    cumulated.entry,
from standing
inner join cumulated on cumulated.document = standing.document and cumulated.line = standing.posted
where standing.cost <> 0
order by standing.document, standing.line, cumulated.source
