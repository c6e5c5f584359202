-- One row per named version of the budget: the lock and every state named since, with the total that the budget had then.
select
    statuses.label as version,
    statuses.position as entry,
    statuses."on" as effective,
    sum(movements.book_amount) as total,
from statuses
inner join movements on movements.position <= statuses.position
where
    statuses.stage in ('locked', 'named')
    and movements.layer in ('budget', 'reallocation', 'contingency', 'overage')
group by statuses.label, statuses.position, statuses."on"
order by statuses.position
