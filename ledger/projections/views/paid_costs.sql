-- One row per account: the part of its cost that was paid, in the book's currency.
select
    account,
    sum(book_amount) as paid,
from movements
where layer = 'paid'
group by account
order by account
