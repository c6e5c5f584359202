-- One row per co-producer, country and account with a cost, in the book's currency, without recoverable tax.
-- The book's own costs stand in the country in which each is spent, as an entry or its line says, or its account; else they are without. The
-- costs of another co-producer are those of its latest certified statement, in its own country.
with

own as (
    select
        (select coproducer from coproducers where own) as coproducer,
        (select party from coproducers where own) as party,
        country,
        account,
        sum(amount) as cost,
    from incurred_costs
    group by country, account
),

others as (
    select
        coproducers.coproducer,
        coproducers.party,
        coproducers.country,
        coproducer_steps.account,
        coproducer_steps.book_amount as cost,
    from coproducers
    inner join coproducer_steps on coproducer_steps.position = coproducers.entry
    where not coproducers.own
),

costs as (
    select * from own where cost <> 0
    union all by name
    select * from others
)

select
    costs.coproducer,
    costs.party,
    costs.country,
    costs.account,
    chart.name as description,
    costs.cost::decimal(18, 4) as cost,
from costs
left join chart on chart.account = costs.account
order by costs.coproducer nulls first, costs.country nulls first, chart.number, costs.account
