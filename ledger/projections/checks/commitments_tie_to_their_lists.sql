-- One row per account whose commitments are not its open orders, its open engagements and what is accrued beyond, or not what its entries changed.
with

orders as (
    select
        account,
        sum(open_book) as amount,
    from open_purchase_orders
    group by account
),

hires as (
    select
        account,
        sum(open_book) as amount,
    from open_engagements
    group by account
),

accrued as (
    select
        account,
        sum(accrued) as amount,
        sum(beyond) as beyond,
    from open_accruals
    group by account
),

steps as (
    select
        account,
        sum(change) as amount,
    from commitment_steps
    group by account
)

select
    account_figures.account,
    account_figures.po_commitments,
    coalesce(orders.amount, 0) as open_orders,
    account_figures.engagement_commitments,
    coalesce(hires.amount, 0) as open_engagements,
    account_figures.accrued,
    coalesce(accrued.amount, 0) as open_accruals,
    account_figures.accrued_beyond,
    coalesce(accrued.beyond, 0) as beyond,
    coalesce(steps.amount, 0) as steps,
from account_figures
left join orders on orders.account = account_figures.account
left join hires on hires.account = account_figures.account
left join accrued on accrued.account = account_figures.account
left join steps on steps.account = account_figures.account
where
    account_figures.po_commitments <> coalesce(orders.amount, 0)
    or account_figures.engagement_commitments <> coalesce(hires.amount, 0)
    or account_figures.accrued <> coalesce(accrued.amount, 0)
    or account_figures.accrued_beyond <> coalesce(accrued.beyond, 0)
    or account_figures.commitments <> coalesce(steps.amount, 0)
order by account_figures.account
