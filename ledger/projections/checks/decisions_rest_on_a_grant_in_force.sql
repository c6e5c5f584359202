-- One row per decision on a grant that does not exist, is another person's, does not cover the kind, or is not in force on that day.
-- A day in the past may hide the grant, so a missing one counts in a whole window alone. Thresholds and notes of variances
-- are decided by whoever decides on the cost report; a second person's word is on the kind that it seconds, and a holder may name a deputy.
with

granted as (
    select *
    from authorities
    where step = 'granted'
),

withdrawn as (
    select
        granted.grant_key,
        min(authorities.position) as position,
    from granted
    inner join authorities on authorities.grant_key in (granted.grant_key, granted.origin)
    where authorities.step = 'withdrawn'
    group by granted.grant_key
)

select
    entries.position,
    entries.stream,
    entries.grant_key,
    case
        when granted.grant_key is null then 'not granted'
        when granted.position >= entries.position then 'granted later'
        when granted.party <> entries.authority then 'the grant of another'
        when entries."on" < granted.starts or entries."on" > granted.ends then 'not in force on that day'
        when withdrawn.position < entries.position then 'withdrawn before'
        when
            len(granted.kinds) > 0
            and not list_contains(granted.kinds, coalesce(seconds.kind, if(entries.kind = 'variance', 'cost-report', entries.kind)))
            and handed.origin is distinct from entries.grant_key
            then 'not for this kind'
    end as problem,
from entries
left join whole_window on true
left join granted on granted.grant_key = entries.grant_key
left join withdrawn on withdrawn.grant_key = entries.grant_key
left join seconds on seconds.position = entries.position
left join authorities as handed on handed.position = entries.position
where
    entries.grant_key is not null
    and problem is not null
    and (granted.grant_key is not null or whole_window.position is not null)
order by entries.position
