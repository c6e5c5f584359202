-- One row per scheme with terms, basis and band of its rate: the part of the base in it, the rate with its uplifts, and what it gives, unrounded.
with

each_one as (
    select
        scheme,
        basis,
        base,
        points,
        factor,
        unnest(bands) as band,
        generate_subscripts(bands, 1) as number,
    from incentive_bases
),

bounded as (
    select
        scheme,
        basis,
        base,
        number,
        lag(band.up_to.amount, 1, 0) over (partition by scheme, basis order by number) as above,
        band.up_to.amount as up_to,
        ((band.percent::decimal(9, 2) + points) * factor)::decimal(12, 4) as percent,
    from each_one
)

select
    scheme,
    basis,
    number,
    above,
    up_to,
    greatest(least(base, coalesce(up_to, base)) - above, 0)::decimal(22, 8) as part,
    percent,
    (part * (percent * 0.01)::decimal(12, 6))::decimal(38, 14) as gives,
from bounded
order by scheme, basis = 'efc', number
