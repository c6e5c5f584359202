-- One row per period, and one for the days outside any: what was committed (less what was relieved), posted and paid in it.
-- What is committed in a period is the change of the commitments, so that the rows add up to what is committed today.
with

moved as (
    select
        "on",
        change as committed,
        0 as posted,
        0 as paid,
    from commitment_steps
    union all
    select
        "on",
        0 as committed,
        if(layer = 'cost', book_amount, 0) as posted,
        if(layer = 'paid', book_amount, 0) as paid,
    from movements
    where layer in ('cost', 'paid')
),

outside as (
    select
        'outside any period' as period,
        null as starts,
        null as ends,
        moved.*,
    from moved
    left join periods on moved."on" between periods.starts and periods.ends
    where periods.period is null
),

inside as (
    select
        periods.period,
        periods.starts,
        periods.ends,
        moved.*,
    from periods
    left join moved on moved."on" between periods.starts and periods.ends
),

everything as (
    select * from inside
    union all by name
    select * from outside
)

select
    period,
    starts,
    ends,
    coalesce(sum(committed), 0) as committed,
    coalesce(sum(posted), 0) as posted,
    coalesce(sum(paid), 0) as paid,
    coalesce(sum(posted), 0) - coalesce(sum(paid), 0) as unpaid,
from everything
group by period, starts, ends
order by starts nulls last
