-- One row per account that money moved on: cost, open promises, accrued work and the layers of its budget, in the book's currency.
with

moved as (
    select
        movements.account,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as to_date,
        coalesce(sum(book_amount) filter (layer = 'cost' and "on" between current_period.starts and current_period.ends), 0) as period,
        coalesce(sum(book_amount) filter (layer = 'budget'), 0) as locked,
        coalesce(sum(book_amount) filter (layer = 'reallocation'), 0) as reallocated,
        coalesce(sum(book_amount) filter (layer = 'contingency'), 0) as contingency,
        coalesce(sum(book_amount) filter (layer = 'overage'), 0) as overages,
    from movements
    left join current_period on true
    group by movements.account
),

promised as (
    select
        account,
        coalesce(sum(open_book) filter (kind = 'purchase-order'), 0) as po_commitments,
        coalesce(sum(open_book) filter (kind = 'engagement'), 0) as engagement_commitments,
        sum(accrued) as accrued,
        sum(committed - open_book) as accrued_beyond,
    from promised_sums
    group by account
)

select
    account,
    coalesce(moved.period, 0) as period,
    coalesce(moved.to_date, 0) as to_date,
    coalesce(promised.po_commitments, 0) as po_commitments,
    coalesce(promised.engagement_commitments, 0) as engagement_commitments,
    coalesce(promised.accrued, 0) as accrued,
    coalesce(promised.accrued_beyond, 0) as accrued_beyond,
    coalesce(moved.locked, 0) as locked,
    coalesce(moved.reallocated, 0) as reallocated,
    coalesce(moved.contingency, 0) as contingency,
    coalesce(moved.overages, 0) as overages,
from moved
full join promised using (account)
order by account
