-- One row per account and entry that moves one of its figures: every figure of the cost report as it stands after that entry.
-- Entries follow one another in the order in which they take effect. What the account is (contingency, rounding) and which period is
-- the current one are the window's own, so that the last row of an account is its row of account_figures.
with

running as (
    select
        account,
        position,
        "on",
        step,
        taken,
        sum(period) over so_far as period,
        sum(to_date) over so_far as to_date,
        sum(commitments) over so_far as commitments,
        sum(accrued) over so_far as accrued,
        sum(to_date + commitments) over so_far as total,
        sum(locked) over so_far as locked,
        sum(reallocated) over so_far as reallocated,
        sum(contingency) over so_far as contingency,
        sum(overages) over so_far as overages,
        sum(locked + reallocated + contingency + overages) over so_far as final,
        last_value(mode ignore nulls) over so_far as mode,
        last_value(estimate ignore nulls) over so_far as estimate,
        last_value(if(mode is null, null, position) ignore nulls) over so_far as estimate_entry,
    from account_moves
    window so_far as (partition by account order by "on", position)
),

-- what was recorded after the estimate and takes effect before it
back_dated as (
    select
        estimates.account,
        estimates.position as estimate_entry,
        sum(account_moves.taken) as taken,
    from estimates
    inner join account_moves
        on account_moves.account = estimates.account
        and account_moves.position > estimates.position
        and account_moves."on" < estimates."on"
    where account_moves.taken <> 0
    group by estimates.account, estimates.position
),

estimated as (
    select
        running.*,
        coalesce(chart.section, '') as section,
        if(chart.is_contingency, 'on budget', coalesce(running.mode, 'on budget')) as follows,
        coalesce(back_dated.taken, 0)
        + sum(if(running.position > running.estimate_entry, running.taken, 0)) over (
            partition by running.account, running.estimate_entry order by running."on", running.position
        ) as taken_since,
    from running
    left join chart on chart.account = running.account
    left join back_dated
        on back_dated.account = running.account
        and back_dated.estimate_entry = running.estimate_entry
),

completed as (
    select
        *,
        case
            when section = 'rounding' then final - total
            when follows = 'on budget' then greatest(final - total, 0)
            when follows = 'EFC held' then greatest(estimate - total, 0)
            when follows = 'ETC entered' then greatest(estimate - taken_since, 0)
        end as etc,
    from estimated
)

select
    account,
    position,
    "on",
    step,
    follows as mode,
    estimate_entry,
    period,
    to_date,
    commitments,
    accrued,
    total,
    etc,
    total + etc as efc,
    locked,
    reallocated,
    contingency,
    overages,
    final,
    final - total - etc as variance,
from completed
order by account, "on", position
