-- One row per line on which work is accrued: how much, and how much of it is beyond what its order or engagement has open.
-- Amounts are in the book's currency. What is beyond is the part of the commitments that neither open orders nor open
-- engagements list.
select
    document,
    line,
    account,
    party,
    accrued,
    open_book,
    accrued - (committed - open_book) as inside,
    committed - open_book as beyond,
from promised_lines
where accrued <> 0
order by document, line, account
