-- One row per estimate of an account: on budget, EFC held, or ETC entered, and the amount.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {"account": "VARCHAR", "amount": {"amount": "DECIMAL(18,4)"}, "cause": "VARCHAR"}}').event as event,
    from staged
    where name in ('EstimateToCompleteEntered', 'EstimatedFinalCostHeld', 'EstimateOnBudget')
)

select
    position,
    "on",
    event.account as account,
    case name
        when 'EstimateToCompleteEntered' then 'ETC entered'
        when 'EstimatedFinalCostHeld' then 'EFC held'
        when 'EstimateOnBudget' then 'on budget'
    end as mode,
    event.amount.amount as amount,
    event.cause as cause,
from read
