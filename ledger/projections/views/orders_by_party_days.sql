-- One row per approved order or hire and span of 7, 14 and 30 days: what the same person approved for the same party in the days up to it.
-- `split` is yes where each stayed within the grant on which this one was approved and together they are beyond it.
with

approved as (
    select
        decisions_made.position,
        decisions_made.day as "on",
        decisions_made.document,
        decisions_made.party,
        decisions_made.decider,
        decisions_made.amount,
        decisions_made.change,
        authorities.up_to,
    from decisions_made
    left join authorities on authorities.grant_key = decisions_made.grant_key and authorities.step = 'granted'
    where
        decisions_made.kind in ('purchase-order', 'engagement')
        and decisions_made.step in ('approved', 'engaged', 'changed', 'extended')
        and decisions_made.party is not null
),

spans as (
    select unnest([7, 14, 30]) as days
),

sums as (
    select
        approved.position,
        spans.days,
        count(distinct earlier.document) as orders,
        sum(earlier.change) as amount,
        max(earlier.amount) as largest,
    from approved
    cross join spans
    inner join approved as earlier
        on earlier.party = approved.party
        and earlier.decider = approved.decider
        and earlier.position <= approved.position
        and earlier."on" > approved."on" - spans.days::integer
        and earlier."on" <= approved."on"
    group by approved.position, spans.days
)

select
    approved.position,
    approved."on" as day,
    approved.document,
    approved.party,
    approved.decider,
    sums.days::varchar as within,
    if(sums.orders > 1 and sums.amount > approved.up_to and sums.largest <= approved.up_to, 'yes', 'no') as split,
    sums.amount::decimal(18, 4) as amount,
from approved
inner join sums on sums.position = approved.position
order by approved.position, sums.days
