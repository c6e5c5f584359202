-- One row per cost line that is allocated to its funders by more than all of it.
select
    document,
    line,
    cost,
    sum(percent) as percent,
    sum(allocated) as allocated,
from allocations
group by document, line, cost
having sum(percent) > 100 or abs(sum(allocated)) > abs(cost)
order by document, line
