-- One row per scheme whose schedule accepts another sum than its incentive is reckoned on so far.
with

scheduled as (
    select
        scheme,
        sum(accepted) as accepted,
    from eligible_costs
    group by scheme
)

select
    incentive_estimate.scheme,
    incentive_estimate.basis,
    incentive_estimate.qualifying,
    scheduled.accepted,
from incentive_estimate
left join scheduled on scheduled.scheme = incentive_estimate.scheme
where
    incentive_estimate.basis <> 'efc'
    and incentive_estimate.qualifying <> coalesce(scheduled.accepted, 0)
order by incentive_estimate.scheme
