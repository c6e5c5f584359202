-- One row per recode whose cost, or whose paid part, does not sum to nothing in the book's currency.
select
    movements.position,
    movements.document,
    sum(movements.book_amount) filter (movements.layer = 'cost') as cost,
    sum(movements.book_amount) filter (movements.layer = 'paid') as paid,
from movements
inner join statuses on statuses.position = movements.position
where
    statuses.stage = 'recoded'
    and movements.layer in ('cost', 'paid')
group by movements.position, movements.document
having
    coalesce(cost, 0) <> 0
    or coalesce(paid, 0) <> 0
order by movements.position
