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
)

select
    held.cost_of as "cost of",
    held.cost,
    held.public_aid,
    held.tax_incentives,
    held.aid,
    (min(hundredths.n) * 0.01)::decimal(9, 2) as intensity,
from held
left join range(0, 100001) as hundredths (n) on hundredths.n * held.cost >= held.aid * 10000 and held.cost > 0
group by held.cost_of, held.cost, held.public_aid, held.tax_incentives, held.aid
order by held.cost_of <> 'EFC', held.cost_of
