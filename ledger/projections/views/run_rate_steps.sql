-- One row per cost since the shoot began, while it lasts: what its account has cost by then, and whether that rate goes beyond its final budget.
-- `before` is what the account had cost when the shoot began and `shot` what since; `days` are the shoot days and `done` those that were shot:
-- up to the last that has a production report or, where none has, up to the window's day. A rate is one from the second day of posting on.
with

told as (
    select least(as_at."on", coalesce(max(latest_reports.date), as_at."on")) as up_to
    from as_at
    left join latest_reports on true
    group by as_at."on"
),

shoot as (
    select
        min(shoot_days.date) as first_day,
        count(distinct shoot_days.date) as days,
        count(distinct shoot_days.date) filter (where shoot_days.date <= as_at."on") as past,
        count(distinct shoot_days.date) filter (where shoot_days.date <= told.up_to) as done,
        any_value(told.up_to) as up_to,
    from shoot_days
    cross join as_at
    cross join told
),

costs as (
    select
        movements.account,
        movements."on",
        movements.position,
        sum(movements.book_amount) over steps as shot,
        (select count(distinct shoot_days.date) from shoot_days where shoot_days.date <= least(movements."on", shoot.up_to)) as days_by_then,
        sum(movements.book_amount) over (partition by movements.account) as shot_in_all,
        dense_rank() over (partition by movements.account order by movements."on") as posting_day,
    from movements
    cross join shoot
    where
        movements.layer = 'cost'
        and movements."on" >= shoot.first_day
    window steps as (partition by movements.account order by movements."on", movements.position)
)

select
    costs.account,
    costs."on",
    costs.position,
    account_figures.to_date - costs.shot_in_all as before,
    costs.shot,
    shoot.days,
    shoot.done,
    (before - account_figures.final) * costs.days_by_then + costs.shot * shoot.days > 0 and costs.posting_day >= 2 as beyond,
from costs
cross join shoot
inner join account_figures on account_figures.account = costs.account
where shoot.past < shoot.days
order by costs.account, costs."on", costs.position
