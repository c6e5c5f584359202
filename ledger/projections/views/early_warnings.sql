-- One row per account and sign that its final budget will not do: what the sign predicts, by how much it is over, and the entry that first showed it.
-- commitments: spent and promised are beyond the final budget. estimate: the EFC is. run rate: the shoot days to come
-- would cost what those so far did (cost of at least two days of posting counts). remaining days: deals that end before
-- the last shoot day would go on to it at their guaranteed pay for a day. Predictions are rounded to
-- the digits of the book's currency.
with

shoot as (
    select
        min(shoot_days.date) as first_day,
        max(shoot_days.date) as last_day,
        count(distinct shoot_days.date) as days,
        count(distinct shoot_days.date) filter (where shoot_days.date <= as_at."on") as done,
    from shoot_days
    cross join as_at
),

scheduled as (
    select max(board.position) as entry
    from board
    inner join shoot on shoot.last_day = board.date
    where board.kind = 'day'
),

beyond as (
    select
        account,
        "on",
        position,
        total > final as committed,
        efc > final as estimated,
    from figure_steps
),

sound as (
    select
        account,
        max(("on", position)) filter (where not committed) as not_committed,
        max(("on", position)) filter (where not estimated) as not_estimated,
    from beyond
    group by account
),

first_beyond as (
    select
        beyond.account,
        arg_min(beyond.position, (beyond."on", beyond.position))
            filter (where committed and (not_committed is null or (beyond."on", beyond.position) > not_committed)) as committed,
        arg_min(beyond.position, (beyond."on", beyond.position))
            filter (where estimated and (not_estimated is null or (beyond."on", beyond.position) > not_estimated)) as estimated,
    from beyond
    inner join sound on sound.account = beyond.account
    group by beyond.account
),

figured as (
    select
        account_figures.account,
        if(account_figures.total > account_figures.final, 'commitments', 'estimate') as sign,
        account_figures.efc as predicted,
        if(account_figures.total > account_figures.final, first_beyond.committed, first_beyond.estimated) as entry,
    from account_figures
    inner join first_beyond on first_beyond.account = account_figures.account
    where account_figures.efc > account_figures.final
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

rates as (
    select
        rated.account,
        'run rate' as sign,
        any_value(rated.before)
        + in_book(
            cast(cast(arg_max(rated.shot, (rated."on", rated.position)) * 100000 as hugeint) * any_value(shoot.days)
            // any_value(shoot.done) as decimal(38, 0)), 0.00001
        ) as predicted,
        arg_min(rated.position, (rated."on", rated.position))
            filter (where beyond and (sound.step is null or (rated."on", rated.position) > sound.step)) as entry,
    from rated
    cross join shoot
    left join (
        select
            account,
            max(("on", position)) as step,
        from rated
        where not beyond
        group by account
    ) as sound on sound.account = rated.account
    group by rated.account
    having count(distinct rated."on") >= 2
),

shorter as (
    select
        promised_lines.account,
        in_book(
            cast(cast(promised_lines.ordered_book * 100000 as hugeint) * (shoot.last_day - promised_lines.ends)
            // (promised_lines.ends - promised_lines.starts + 1) as decimal(38, 0)), 0.00001
        ) as more,
        latest.entry,
    from promised_lines
    cross join shoot
    inner join (
        select
            document,
            max(position) as entry,
        from statuses
        where kind = 'engagement'
        group by document
    ) as latest on latest.document = promised_lines.document
    where
        promised_lines.kind = 'engagement'
        and promised_lines.stage not in ('released', 'closed')
        and promised_lines.ends >= shoot.first_day
        and promised_lines.ends < shoot.last_day
        and promised_lines.ordered_book > 0
),

remaining as (
    select
        shorter.account,
        'remaining days' as sign,
        account_figures.total + sum(shorter.more) as predicted,
        greatest(max(shorter.entry), any_value(scheduled.entry)) as entry,
    from shorter
    cross join scheduled
    inner join account_figures on account_figures.account = shorter.account
    group by shorter.account, account_figures.total
),

signs as (
    select * from figured
    union all
    select * from rates
    union all
    select * from remaining
)

select
    account_figures.account,
    account_figures.description,
    signs.sign,
    account_figures.final,
    account_figures.efc as "EFC",
    signs.predicted,
    signs.predicted - account_figures.final as over,
    signs.entry,
    entries."on",
    entries.stream as document,
from signs
inner join account_figures on account_figures.account = signs.account
left join entries on entries.position = signs.entry
where
    signs.predicted > account_figures.final
    and account_figures.section <> 'rounding'
order by account_figures.number, signs.sign
