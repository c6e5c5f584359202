-- One row per tranche released or condition waived on a grant that is not of the source's own financier, or on none.
-- A day in the past may hide the grant; then the entry is not judged.
with

financiers as (
    select
        source,
        any_value(financier) as financier,
    from financing
    where
        what = 'source'
        and step = 'added'
    group by source
),

granted as (
    select
        grant_key,
        financier,
    from authorities
    where step = 'granted'
)

select
    entries.position,
    entries.stream,
    entries.name,
    financiers.financier,
    granted.financier as decided_for,
from entries
inner join financiers on financiers.source = entries.key
left join granted on granted.grant_key = entries.grant_key
where
    entries.kind = 'source'
    and entries.name in ('TrancheReleased', 'ConditionWaived')
    and (entries.grant_key is null or granted.grant_key is not null)
    and granted.financier is distinct from financiers.financier
order by entries.position
