-- One row per account, sign and entry that moves what the sign looks at: whether the account was beyond its final budget by it then.
-- The signs are those of early_warnings. Remaining days add what deals carried on would cost to what is spent and promised.
with

-- by how much an account with its deals carried on is beyond its final budget, as steps
gaps as (
    select
        account,
        "on",
        position,
        total - final - lag(total - final, 1, 0) over (partition by account order by "on", position) as step,
    from figure_steps
    union all
    select account, "on", position, step
    from deals_carried_on
)

select account, 'commitments' as sign, "on", position, total > final as beyond
from figure_steps
union all
select account, 'estimate' as sign, "on", position, efc > final as beyond
from figure_steps
union all
select account, 'run rate' as sign, "on", position, beyond
from run_rate_steps
union all
select account, 'remaining days' as sign, "on", position, sum(step) over (partition by account order by "on", position) > 0 as beyond
from gaps
order by account, sign, "on", position
