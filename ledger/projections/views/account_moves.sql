-- One row per account and entry that moves money on it or estimates it, with what the entry adds to each sum of the account.
-- `step` says what the entry is in the words of the trade, the weightiest of them when it is several; `taken` is what it takes
-- from an entered estimate, and `mode` and `estimate` are filled by an estimate alone.
with

costs as (
    select
        movements.account,
        movements.position,
        movements."on",
        case layer when 'budget' then 2 when 'ordered' then 4 when 'cost' then 5 when 'relieved' then 6 when 'from_estimate' then 7 else 3 end as rank,
        case layer
            when 'budget' then 'lock'
            when 'contingency' then 'contingency draw'
            when 'ordered' then if(kind = 'engagement', 'engagement', 'order')
            when 'cost' then if(book_amount < 0, 'cost taken back', 'cost')
            when 'relieved' then 'relief'
            when 'accrued' then if(book_amount < 0, 'accrual reversed', 'accrual')
            when 'from_estimate' then 'taken from the estimate'
            else layer
        end as step,
        if(layer = 'cost', book_amount, 0) as to_date,
        if(layer = 'cost' and movements."on" between current_period.starts and current_period.ends, book_amount, 0) as period,
        if(layer = 'accrued', book_amount, 0) as accrued,
        if(layer = 'budget', book_amount, 0) as locked,
        if(layer = 'reallocation', book_amount, 0) as reallocated,
        if(layer = 'contingency', book_amount, 0) as contingency,
        if(layer = 'overage', book_amount, 0) as overages,
        if(layer = 'from_estimate', book_amount, 0) as taken,
    from movements
    left join current_period on true
    where layer <> 'paid'
),

everything as (
    select * from costs
    union all by name
    select account, position, "on", change as commitments
    from commitment_steps
    union all by name
    select
        account,
        position,
        "on",
        1 as rank,
        if(mode = 'EFC held', 'held at', mode) as step,
        mode,
        coalesce(amount, 0) as estimate,
    from estimates
)

select
    account,
    position,
    "on",
    arg_min(step, (rank, step)) as step,
    coalesce(sum(period), 0) as period,
    coalesce(sum(to_date), 0) as to_date,
    coalesce(sum(commitments), 0) as commitments,
    coalesce(sum(accrued), 0) as accrued,
    coalesce(sum(locked), 0) as locked,
    coalesce(sum(reallocated), 0) as reallocated,
    coalesce(sum(contingency), 0) as contingency,
    coalesce(sum(overages), 0) as overages,
    coalesce(sum(taken), 0) as taken,
    any_value(mode) as mode,
    any_value(estimate) as estimate,
from everything
group by account, position, "on"
order by account, "on", position
