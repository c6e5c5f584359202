-- One row per reallocation that brings the budget up or down: its lines must sum to nothing.
select
    position,
    document,
    sum(book_amount) as difference,
from movements
where layer = 'reallocation'
group by position, document
having sum(book_amount) <> 0
order by position
