-- One row per basis and account whose parts of cost do not come to its figure: paid, cost to date, total or EFC; or not in every scheme.
with

figures as (
    select 'incurred' as basis, account, to_date as figure from account_figures
    union all
    select 'committed' as basis, account, total as figure from account_figures
    union all
    select 'efc' as basis, account, efc as figure from account_figures
    union all
    select 'paid' as basis, account, paid as figure from paid_costs
),

sums as (
    select
        basis,
        account,
        sum(amount) as parts,
    from cost_parts
    group by basis, account
),

schemes as (
    select
        scheme,
        basis,
        account,
        sum(amount) as parts,
    from scheme_costs
    group by scheme, basis, account
)

select
    basis,
    account,
    null::varchar as scheme,
    figures.figure,
    sums.parts,
from figures
full join sums using (basis, account)
where coalesce(figures.figure, 0) <> coalesce(sums.parts, 0)
union all by name
select
    schemes.basis,
    schemes.account,
    schemes.scheme,
    sums.parts as figure,
    schemes.parts,
from schemes
left join sums on sums.basis = schemes.basis and sums.account = schemes.account
where schemes.parts is distinct from sums.parts
order by basis, account, scheme
