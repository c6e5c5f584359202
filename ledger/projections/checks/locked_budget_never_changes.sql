-- One row per entry that locks the budget again, or changes a line of it, after the lock.
with

locks as (
    select min(position) as position
    from entries
    where name = 'BudgetLocked'
)

select
    entries.position,
    entries.name,
from entries
inner join locks on entries.position > locks.position
where entries.name in ('BudgetLocked', 'BudgetChartAdopted', 'BudgetImported', 'BudgetLineSet', 'BudgetLineRemoved')
order by entries.position
