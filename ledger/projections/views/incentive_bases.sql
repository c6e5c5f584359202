-- One row per scheme with terms and basis (what it counts so far, and the EFC): the base of what it gives, step by step, in the book's currency.
-- Base = what qualifies, less subsidies where they are deducted, and at most its share of the total cost. Subsidies are what counts as aid and
-- is no tax incentive, as far as it is recognised.
with

sums as (
    select
        scheme,
        basis,
        sum(amount) as total,
        coalesce(sum(amount) filter (reason is null), 0) as qualifying,
    from qualifying_costs
    where basis in (counted, 'efc')
    group by scheme, basis
),

bases as (
    select
        scheme,
        basis,
    from scheme_terms
    union all
    select
        scheme,
        'efc' as basis,
    from scheme_terms
),

granted as (
    select coalesce(sum(recognised_in_book), 0) as subsidies
    from source_terms
    where aid = 'aid' and form <> 'tax incentive'
),

figures as (
    select
        bases.scheme,
        bases.basis,
        scheme_terms.position as entry,
        coalesce(sums.total, 0) as total,
        coalesce(sums.qualifying, 0)::decimal(22, 8) as qualifying,
        if(scheme_terms.subsidies_deducted, least(granted.subsidies, greatest(sums.qualifying, 0)), 0)::decimal(22, 8) as subsidies,
        (coalesce(sums.total, 0)::decimal(18, 4) * scheme_terms.base_share::decimal(5, 2) * 0.01)::decimal(22, 8) as most,
        scheme_terms.minimum,
        scheme_terms.cap,
        scheme_terms.bands,
        scheme_terms.uplifts,
    from bases
    inner join scheme_terms on scheme_terms.scheme = bases.scheme
    cross join granted
    left join sums on sums.scheme = bases.scheme and sums.basis = bases.basis
)

select
    scheme,
    basis,
    entry,
    total::decimal(18, 4) as total,
    qualifying,
    subsidies,
    most,
    greatest(least(qualifying - subsidies, coalesce(most, qualifying)), 0)::decimal(22, 8) as base,
    minimum,
    coalesce(qualifying >= minimum, true) as minimum_met,
    coalesce(list_sum(list_transform(uplifts, lambda lift: coalesce(lift.points, 0)::decimal(9, 2))), 0)::decimal(9, 2) as points,
    coalesce(list_max(list_transform(uplifts, lambda lift: lift.factor::decimal(9, 2))), 1)::decimal(9, 2) as factor,
    cap,
    bands,
    uplifts,
from figures
order by scheme, basis = 'efc'
