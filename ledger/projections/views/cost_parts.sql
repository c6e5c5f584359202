-- One row per basis, entry and part of a cost: whose, where and when, in the book's currency.
-- `paid` is what was settled of posted lines; `incurred` is what was posted; `committed` adds what is promised and open; `efc` adds what is
-- estimated to come, which has no party and no day yet. Each sums to its figure of the cost report, on every account.
with

parts as (
    select 'incurred' as basis, * exclude (opens) from incurred_costs
    union all by name
    select 'committed' as basis, * exclude (opens) from incurred_costs
    union all by name
    select 'committed' as basis, * from promised_costs
    union all by name
    select 'efc' as basis, * exclude (opens) from incurred_costs
    union all by name
    select 'efc' as basis, * from promised_costs
    union all by name
    select 'efc' as basis, * from etc_steps
    union all by name
    select 'paid' as basis, * from settled_costs
)

select
    parts.position,
    parts.basis,
    parts.account,
    chart.category,
    chart.section,
    parts.party,
    coalesce(parts.related, false) as related,
    parts.country,
    parts.region,
    parts.settlement,
    parts.day,
    parts.service_from,
    parts.service_to,
    parts.paid_on,
    parts.document,
    parts.line,
    parts.amount,
from parts
left join chart on chart.account = parts.account
order by parts.basis, parts.position, parts.document, parts.line, parts.account
