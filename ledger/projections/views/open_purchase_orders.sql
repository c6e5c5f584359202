-- One row per line of an approved order that is still open; together they are the order part of the commitments.
select
    document,
    line,
    account,
    party,
    currency,
    ordered,
    relieved,
    open,
    open_book,
    starts,
    ends,
    due,
    stage,
from promised_lines
where
    kind = 'purchase-order'
    and open > 0
order by document, line, account
