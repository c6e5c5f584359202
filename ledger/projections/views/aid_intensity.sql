-- One row per cost that public aid is held against: the EFC, and what each scheme with terms recognises of it; with the aid and its share in percent.
-- Aid are the sources whose terms count as aid, as far as they are recognised. The share is the least figure of two decimals that is not below it,
-- so that a limit never looks kept that is not.
with

aided as (
    select
        coalesce(sum(recognised_in_book) filter (form <> 'tax incentive'), 0) as public_aid,
        coalesce(sum(recognised_in_book) filter (form = 'tax incentive'), 0) as tax_incentives,
    from source_terms
    where aid = 'aid'
),

costs as (
    select
        'EFC' as cost_of,
        coalesce(sum(efc), 0) as cost,
    from account_figures
    union all
    select
        scheme as cost_of,
        qualifying as cost,
    from incentive_bases
    where basis = 'efc'
),

held as (
    select
        costs.cost_of,
        costs.cost::decimal(18, 4) as cost,
        aided.public_aid,
        aided.tax_incentives,
        aided.public_aid + aided.tax_incentives as aid,
    from costs
    cross join aided
),

exact as (
    select
        *,
        cast(greatest(aid, 0)::decimal(38, 4) * 10000 as hugeint) * 10000 as parts,
        cast(cost::decimal(38, 4) * 10000 as hugeint) as whole,
    from held
),

hundredths as (
    select
        *,
        if(whole > 0, try_cast(parts // greatest(whole, 1) + if(parts % greatest(whole, 1) > 0, 1, 0) as bigint), null) as n,
    from exact
)

select
    cost_of as "cost of",
    cost,
    public_aid,
    tax_incentives,
    aid,
    try_cast(n * 0.01 as decimal(18, 2)) as intensity,
from hundredths
order by cost_of <> 'EFC', cost_of
