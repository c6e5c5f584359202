-- One row per scheme with terms and basis (what it counts so far, and the EFC): what qualifies, and the incentive that comes of it.
-- In the book's currency, rounded half-up once, at the end. Nothing is given below the minimum; the cap is lifted by a factor as the rates are.
with

given as (
    select
        scheme,
        basis,
        in_unit(sum(gives)) as gross,
    from incentive_bands
    group by scheme, basis
),

bounded as (
    select
        *,
        in_unit(cap * factor) as most_given,
    from incentive_bases
)

select
    bounded.scheme,
    bounded.basis,
    bounded.total,
    bounded.qualifying::decimal(18, 4) as qualifying,
    bounded.base::decimal(18, 4) as base,
    bounded.minimum,
    if(bounded.minimum_met, 'met', 'not met') as "minimum met",
    given.gross,
    bounded.most_given as cap,
    if(bounded.minimum_met, least(given.gross, coalesce(bounded.most_given, given.gross)), 0)::decimal(18, 4) as incentive,
from bounded
inner join given on given.scheme = bounded.scheme and given.basis = bounded.basis
order by bounded.scheme, bounded.basis = 'efc'
