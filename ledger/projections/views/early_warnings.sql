-- One row per account and sign that its final budget will not do: what the sign predicts, by how much it is over, and the entry that first showed it.
-- commitments: spent and promised are beyond the final budget. estimate: the EFC is. run rate: the shoot days to come
-- would cost what those so far did (cost of at least two days of posting counts). remaining days: deals that end before
-- the last shoot day would go on to it at their guaranteed pay for a day. Predictions are rounded to
-- the digits of the book's currency.
with

sound as (
    select
        account,
        sign,
        max(("on", position)) filter (where not beyond) as step,
    from warning_steps
    group by account, sign
),

first_shown as (
    select
        warning_steps.account,
        warning_steps.sign,
        arg_min(warning_steps.position, (warning_steps."on", warning_steps.position)) as entry,
    from warning_steps
    inner join sound on sound.account = warning_steps.account and sound.sign = warning_steps.sign
    where
        warning_steps.beyond
        and (sound.step is null or (warning_steps."on", warning_steps.position) > sound.step)
    group by warning_steps.account, warning_steps.sign
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
        account,
        'run rate' as sign,
        any_value(before)
        + in_book(
            cast(cast(arg_max(shot, ("on", position)) * 100000 as hugeint) * any_value(days) // any_value(done) as decimal(38, 0)), 0.00001
        ) as predicted,
    from run_rate_steps
    group by account
    having count(distinct "on") >= 2
    union all
    select
        deals_carried_on.account,
        'remaining days' as sign,
        account_figures.total + sum(deals_carried_on.step) as predicted,
    from deals_carried_on
    inner join account_figures on account_figures.account = deals_carried_on.account
    group by deals_carried_on.account, account_figures.total
    having sum(deals_carried_on.step) > 0
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
