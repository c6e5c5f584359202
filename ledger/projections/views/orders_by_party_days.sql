-- One row per approved order or hire and length of 7, 14 and 30 days: what one person and their deputies had approved for the same party within so many days.
-- Of the spans of that length that its day lies in, it is the one that holds most, so an order recorded late with an earlier day is seen too.
-- `split` is yes where each stayed within the grant on which this one was approved and together they are beyond it.
-- `orders` names them, and `up_to` is what that grant lets its holder decide alone: its limit, or the amount above which a second person decides too.
with

approved as (
    select
        decisions_made.position,
        decisions_made.day as "on",
        decisions_made.document,
        decisions_made.party,
        decisions_made.decider,
        coalesce(decided_for.stands_for, decisions_made.decider) as principal,
        decisions_made.amount,
        decisions_made.change,
        least(authorities.up_to, authorities.second_above) as up_to,
    from decisions_made
    left join decided_for on decided_for.position = decisions_made.position
    left join authorities on authorities.grant_key = decisions_made.grant_key and authorities.step = 'granted'
    where
        decisions_made.kind in ('purchase-order', 'engagement')
        and decisions_made.step in ('approved', 'engaged', 'changed', 'extended')
        and decisions_made.party is not null
),

spans as (
    select unnest([7, 14, 30]) as days
),

dates as (
    select
        party,
        principal,
        "on",
        min(position) as position,
    from approved
    group by party, principal, "on"
),

windows as (
    select
        approved.position,
        approved.party,
        approved.principal,
        approved.up_to,
        spans.days,
        dates."on" as ends,
    from approved
    cross join spans
    inner join dates
        on dates.party = approved.party
        and dates.principal = approved.principal
        and dates.position <= approved.position
        and dates."on" >= approved."on"
        and dates."on" < approved."on" + spans.days::integer
),

sums as (
    select
        windows.position,
        windows.days,
        windows.ends,
        sum(known.change) as amount,
        string_agg(distinct split_part(known.document, '/', 2), ', ' order by split_part(known.document, '/', 2)) as orders,
        count(distinct known.document) > 1 and sum(known.change) > windows.up_to and max(known.amount) <= windows.up_to as split,
    from windows
    inner join approved as known
        on known.party = windows.party
        and known.principal = windows.principal
        and known.position <= windows.position
        and known."on" > windows.ends - windows.days::integer
        and known."on" <= windows.ends
    group by windows.position, windows.days, windows.ends, windows.up_to
),

most as (
    select
        position,
        days,
        amount,
        orders,
        coalesce(split, false) as split,
    from sums
    qualify row_number() over (partition by position, days order by coalesce(split, false) desc, amount desc, ends) = 1
)

select
    approved.position,
    approved."on" as day,
    approved.document,
    approved.party,
    approved.decider,
    most.days::varchar as within,
    if(most.split, 'yes', 'no') as split,
    most.amount::decimal(18, 4) as amount,
    most.orders,
    approved.up_to,
from approved
inner join most on most.position = approved.position
order by approved.position, most.days
