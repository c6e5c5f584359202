-- One row per source and span of its terms, from an entry to the next: how it counts as aid, whether it is secured, and how both were before.
-- `ends` is the entry that ends the span, null for the last. A subsidy of a public financier and a tax incentive count as aid until terms say otherwise.
with

terms as (
    select
        source,
        position,
        "on",
        aid,
        if(security is null, 'no', 'yes') as secured,
    from financing
    where what = 'terms'
    union all by name
    select
        source,
        position,
        "on",
        if(form = 'tax incentive' or (public and form = 'subsidy'), 'aid', 'none') as aid,
        'no' as secured,
    from financing
    where what = 'source' and step = 'added'
)

select
    source,
    position,
    "on",
    aid,
    secured,
    lag(aid) over told as was_aid,
    lag(secured) over told as was_secured,
    lead(position) over told as ends,
from terms
window told as (partition by source order by position)
order by source, position
