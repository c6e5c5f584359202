-- One row per account and sign that its final budget will not do: what the sign predicts, by how much it is over, and the entry that first showed it.
-- commitments: spent and promised are beyond the final budget. estimate: the EFC is. run rate: the shoot days to come
-- would cost what those so far did (cost of at least two days of posting counts). remaining days: deals that end before
-- the last shoot day would go on to it at their guaranteed pay for a day. Predictions are rounded to
-- the digits of the book's currency.
with

shoot as (
    select
        min(shoot_days.date) as first_day,
        count(distinct shoot_days.date) as days,
        count(distinct shoot_days.date) filter (where shoot_days.date <= as_at."on") as done,
    from shoot_days
    cross join as_at
),

costs as (
    select
        movements.account,
        movements."on",
        movements.position,
        sum(movements.book_amount) over steps as shot,
        (select count(distinct shoot_days.date) from shoot_days where shoot_days.date <= movements."on") as done,
        sum(movements.book_amount) over (partition by movements.account) as shot_in_all,
        dense_rank() over (partition by movements.account order by movements."on") as posting_day,
    from movements
    cross join shoot
    where
        movements.layer = 'cost'
        and movements."on" >= shoot.first_day
    window steps as (partition by movements.account order by movements."on", movements.position)
),

rated as (
    select
        costs.account,
        costs."on",
        costs.position,
        account_figures.to_date - costs.shot_in_all as before,
        costs.shot,
        (before - account_figures.final) * costs.done + costs.shot * shoot.days > 0 and costs.posting_day >= 2 as beyond,
    from costs
    cross join shoot
    inner join account_figures on account_figures.account = costs.account
    where shoot.done < shoot.days
),

carried as (
    select
        account,
        "on",
        position,
        more - lag(more, 1, 0) over (partition by document, line, account order by "on", position) as step,
    from deals_carried_on
),

-- by how much an account with its deals carried on is beyond its final budget, as steps
gaps as (
    select
        account,
        "on",
        position,
        total - final - lag(total - final, 1, 0) over (partition by account order by "on", position) as step,
    from figure_steps
    union all
    select * from carried
),

shown as (
    select account, 'commitments' as sign, "on", position, total > final as beyond
    from figure_steps
    union all
    select account, 'estimate' as sign, "on", position, efc > final as beyond
    from figure_steps
    union all
    select account, 'run rate' as sign, "on", position, beyond
    from rated
    union all
    select account, 'remaining days' as sign, "on", position, sum(step) over (partition by account order by "on", position) > 0 as beyond
    from gaps
),

sound as (
    select
        account,
        sign,
        max(("on", position)) filter (where not beyond) as step,
    from shown
    group by account, sign
),

first_shown as (
    select
        shown.account,
        shown.sign,
        arg_min(shown.position, (shown."on", shown.position)) as entry,
    from shown
    inner join sound on sound.account = shown.account and sound.sign = shown.sign
    where
        shown.beyond
        and (sound.step is null or (shown."on", shown.position) > sound.step)
    group by shown.account, shown.sign
),

signs as (
    select
        account,
        if(total > final, 'commitments', 'estimate') as sign,
        efc as predicted,
    from account_figures
    where efc > final
    union all
    select
        rated.account,
        'run rate' as sign,
        any_value(rated.before)
        + in_book(
            cast(cast(arg_max(rated.shot, (rated."on", rated.position)) * 100000 as hugeint) * any_value(shoot.days)
            // any_value(shoot.done) as decimal(38, 0)), 0.00001
        ) as predicted,
    from rated
    cross join shoot
    group by rated.account
    having count(distinct rated."on") >= 2
    union all
    select
        carried.account,
        'remaining days' as sign,
        account_figures.total + sum(carried.step) as predicted,
    from carried
    inner join account_figures on account_figures.account = carried.account
    group by carried.account, account_figures.total
    having sum(carried.step) > 0
)

select
    account_figures.account,
    account_figures.description,
    signs.sign,
    account_figures.final,
    account_figures.efc as "EFC",
    signs.predicted,
    signs.predicted - account_figures.final as over,
    first_shown.entry,
    entries."on",
    entries.stream as document,
from signs
inner join account_figures on account_figures.account = signs.account
left join first_shown on first_shown.account = signs.account and first_shown.sign = signs.sign
left join entries on entries.position = first_shown.entry
where
    signs.predicted > account_figures.final
    and account_figures.section <> 'rounding'
order by account_figures.number, signs.sign
