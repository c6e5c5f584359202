-- One row per scheme and basis whose incentive is not the sum of its steps, to the unit that it is rounded to.
with

given as (
    select
        scheme,
        basis,
        coalesce(sum(amount) filter (percent is not null or step like 'above the cap%' or step like 'less than%'), 0) as amount,
        coalesce(sum(amount) filter (percent is null and step not like 'above the cap%' and step not like 'less than%'), 0) as base,
    from incentive_steps
    group by scheme, basis
)

select
    incentive_estimate.scheme,
    incentive_estimate.basis,
    incentive_estimate.base,
    given.base as base_steps,
    incentive_estimate.incentive,
    given.amount as steps,
from incentive_estimate
left join given on given.scheme = incentive_estimate.scheme and given.basis = incentive_estimate.basis
cross join book
where
    abs(incentive_estimate.incentive - coalesce(given.amount, 0)) >= book.unit
    or abs(greatest(coalesce(given.base, 0), 0) - incentive_estimate.base) >= book.unit
order by incentive_estimate.scheme, incentive_estimate.basis
