-- An issued finance plan is what its sources came to when it was issued: their amounts at the latest entry before it.
with

stood as (
    select
        plan.number,
        plan.position,
        plan.amount as gross,
        source.source,
        arg_max(source.book_amount, (source."on", source.position)) as book_amount,
    from financing as plan
    inner join financing as source on source.what = 'source' and source.position < plan.position
    where plan.what = 'plan'
    group by plan.number, plan.position, plan.amount, source.source
)

select
    number,
    position,
    gross,
    sum(book_amount)::decimal(18, 4) as sources,
from stood
group by number, position, gross
having sum(book_amount) <> gross
