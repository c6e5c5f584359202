-- One row per line of an approved engagement that is still open; together they are the engagement part of the commitments.
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
    kind = 'engagement'
    and open > 0
order by document, line, account
