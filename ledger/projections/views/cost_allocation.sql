-- One row per cost line as it stands, with a cost: to whom it is allocated, how much, and what is left unallocated, in the book's currency.
with

standing as (
    select
        document,
        line,
        any_value(account) as account,
        sum(book_amount) as cost,
    from cost_lines
    group by document, line
    having sum(book_amount) <> 0
),

told as (
    select
        document,
        line,
        string_agg(concat(source, ' ', percent::decimal(9, 2), ' %'), ', ' order by source) as sources,
        sum(percent) as percent,
        sum(allocated) as allocated,
    from allocations
    group by document, line
)

select
    standing.document,
    standing.line,
    standing.account,
    standing.cost,
    coalesce(told.sources, 'nobody') as sources,
    coalesce(told.allocated, 0) as allocated,
    standing.cost - coalesce(told.allocated, 0) as unallocated,
from standing
left join told on told.document = standing.document and told.line = standing.line
order by standing.document, standing.line
