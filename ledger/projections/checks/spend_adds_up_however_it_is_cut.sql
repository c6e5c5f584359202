-- One row per list of what was spent (by vendor and person, by period) that does not come to the same as the list by account.
with

by_account as (
    select
        coalesce(sum(committed), 0) as committed,
        coalesce(sum(posted), 0) as posted,
        coalesce(sum(paid), 0) as paid,
    from spend_by_account
),

lists as (
    select 'vendor and person' as list, committed, posted, paid
    from spend_by_vendor
    union all
    select 'vendor and person' as list, committed, posted, paid
    from spend_by_person
    union all
    select 'period' as list, committed, posted, paid
    from spend_by_period
),

sums as (
    select
        list,
        sum(committed) as committed,
        sum(posted) as posted,
        sum(paid) as paid,
    from lists
    group by list
)

select
    sums.list,
    sums.committed - by_account.committed as committed,
    sums.posted - by_account.posted as posted,
    sums.paid - by_account.paid as paid,
from sums
cross join by_account
where
    sums.committed <> by_account.committed
    or sums.posted <> by_account.posted
    or sums.paid <> by_account.paid
order by sums.list
