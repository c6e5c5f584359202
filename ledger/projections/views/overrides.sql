-- One row per decision over budget: the days until each of its accounts stood within its final budget again, or to the window's day.
-- It is ratified by budget: a reallocation, a draw from the contingency, an overage, or a saving. A book without any has one row of the lock, of no days.
with

over_limit as (
    select distinct
        statuses.position,
        statuses."on",
        statuses.document,
        movements.account,
    from statuses
    inner join movements on movements.position = statuses.position
    where
        statuses.over_budget
        and movements.layer = 'ordered'
),

cured as (
    select
        over_limit.position,
        over_limit.account,
        min(figure_steps."on") as "on",
    from over_limit
    inner join figure_steps
        on figure_steps.account = over_limit.account
        and (figure_steps."on", figure_steps.position) >= (over_limit."on", over_limit.position)
    where figure_steps.variance >= 0
    group by over_limit.position, over_limit.account
),

lasted as (
    select
        over_limit.position,
        over_limit."on",
        over_limit.document,
        bool_and(cured.account is not null) as ratified,
        max(coalesce(cured."on", as_at."on")) - over_limit."on" as days,
    from over_limit
    cross join as_at
    left join cured on cured.position = over_limit.position and cured.account = over_limit.account
    group by over_limit.position, over_limit."on", over_limit.document
)

select
    position,
    "on" as day,
    document,
    if(ratified, 'yes', 'no') as ratified,
    greatest(days, 0)::bigint as days,
from lasted
union all
select
    position,
    "on" as day,
    document,
    'yes' as ratified,
    0 as days,
from statuses
where stage = 'locked'
order by position
