-- One row per account that somebody estimated: the estimate in force, and what orders, hires and costs have taken from it since.
with

latest as (
    select *
    from estimates
    qualify row_number() over (partition by account order by "on" desc, position desc) = 1
),

taken as (
    select
        latest.account,
        sum(movements.book_amount) as taken,
    from latest
    inner join movements on movements.account = latest.account
    where
        movements.layer = 'from_estimate'
        and movements.position > latest.position
    group by latest.account
)

select
    latest.position,
    latest."on",
    latest.account,
    latest.mode,
    coalesce(latest.amount, 0) as amount,
    latest.cause,
    coalesce(taken.taken, 0) as taken,
from latest
left join taken on taken.account = latest.account
order by latest.account
