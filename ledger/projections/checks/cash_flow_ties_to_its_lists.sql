-- One row per kind of flow whose items do not come to the list that they are of: receipts, payments, payables, commitments, ETC and the others.
with

items as (
    select
        kind,
        sum(amount) as amount,
    from cash_flow_items
    group by kind
),

figures as (
    select
        coalesce(sum(commitments), 0) as commitments,
        coalesce(sum(etc) filter (not is_contingency), 0) as etc,
        coalesce(sum(etc) filter (is_contingency), 0) as contingency,
    from account_figures
),

owed as (
    select coalesce(sum("left in book"), 0) as amount
    from payables
    where stage not in ('entered', 'approved')
),

listed as (
    select
        unnest(['received and paid', 'payables', 'withholding', 'advances', 'commitments', 'ETC', 'contingency', 'sources']) as list,
        unnest([
            cash_position.cash,
            -owed.amount,
            -coalesce((select sum(amount) from balance where item = 'withheld for the tax office'), 0),
            coalesce((select sum("outstanding in book") from advances), 0),
            -figures.commitments,
            -figures.etc,
            -figures.contingency,
            coalesce((select sum("cash to come") from undrawn_funds), 0),
        ]) as amount,
    from cash_position
    cross join owed
    cross join figures
    union all
    -- what is expected to be paid comes back
    select
        'VAT refunds' as list,
        amount - coalesce((select sum(amount) from items where kind = 'VAT'), 0) as amount,
    from balance
    where item = 'recoverable tax'
),

named as (
    select
        case
            when kind in ('received', 'paid', 'settled') then 'received and paid'
            when kind in ('payables', 'payroll', 'social security') then 'payables'
            else kind
        end as list,
        sum(amount) as amount,
    from items
    where kind <> 'VAT'
    group by list
)

select
    coalesce(named.list, listed.list) as list,
    coalesce(named.amount, 0) as items,
    coalesce(listed.amount, 0) as amount,
from named
full join listed on listed.list = named.list
where coalesce(named.amount, 0) <> coalesce(listed.amount, 0)
order by list
