-- One row per decision above the limit of the grant it rests on, or over budget on a grant that does not allow that.
with

granted as (
    select
        grant_key,
        over_budget,
    from authorities
    where step = 'granted'
)

select
    approvals.entry,
    approvals.document,
    approvals.grant_key,
    approvals."limit",
    approvals.amount,
    approvals.over_budget,
from approvals
inner join granted on granted.grant_key = approvals.grant_key
where
    approvals.amount > approvals."limit"
    or (approvals.over_budget and not granted.over_budget)
order by approvals.entry
