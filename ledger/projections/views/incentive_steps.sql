-- One row per scheme with terms, basis and step from the total cost to the incentive: what the step is, what it takes or adds, and where that leads.
-- An uplift that is met is a step that says its points, as percent, or its factor; the rates of the bands after it have them.
-- The steps of the base add up to the base; those of what is given add up to the incentive.
with

lifts as (
    select
        scheme,
        basis,
        unnest(uplifts) as lift,
    from incentive_bases
),

steps as (
    select scheme, basis, 1 as place, 'total cost' as step, total as amount from incentive_bases
    union all by name
    select scheme, basis, 2 as place, concat('refused: ', reason) as step, -sum(amount) as amount
    from qualifying_costs
    where reason is not null and basis in (counted, 'efc')
    group by scheme, basis, reason
    union all by name
    select scheme, basis, 3 as place, 'subsidies' as step, -subsidies as amount from incentive_bases where subsidies <> 0
    union all by name
    select scheme, basis, 4 as place, 'above the share of the total cost that may be the base' as step, base - qualifying + subsidies as amount
    from incentive_bases
    where base <> qualifying - subsidies
    union all by name
    select scheme, basis, 5 as place, 'base' as step, base as running from incentive_bases
    union all by name
    select
        scheme,
        basis,
        6 as place,
        concat('lifted: ', lift.condition) as step,
        lift.points as percent,
        lift.factor,
    from lifts
    union all by name
    select
        scheme,
        basis,
        7 as place,
        if(up_to is null, concat('above ', above::decimal(18, 2)), concat('up to ', up_to::decimal(18, 2))) as step,
        part,
        percent,
        gives as amount,
    from incentive_bands
    union all by name
    select scheme, basis, 8 as place, concat('above the cap of ', cap::decimal(18, 2)) as step, cap - gross as amount
    from incentive_estimate
    where gross > cap
    union all by name
    select scheme, basis, 9 as place, concat('less than the minimum of ', minimum::decimal(18, 2)) as step, -least(gross, coalesce(cap, gross)) as amount
    from incentive_estimate
    where "minimum met" = 'not met'
    union all by name
    select scheme, basis, 10 as place, 'incentive' as step, incentive as running from incentive_estimate
)

select
    scheme,
    basis,
    step,
    part::decimal(18, 4) as part,
    percent::decimal(12, 4) as percent,
    factor::decimal(12, 4) as factor,
    amount::decimal(18, 4) as amount,
    running::decimal(18, 4) as running,
from steps
order by scheme, basis = 'efc', place, part is null, percent desc, step
