-- One row per country in which the production has spent, over all co-producers, in the book's currency; without a country where a line says none.
select
    country,
    sum(cost)::decimal(18, 4) as cost,
    count(distinct account) as accounts,
from coproduction_costs
group by country
order by country nulls first
