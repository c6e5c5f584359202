-- One row per co-producer: its country, its share in percent as it is agreed, and the statement of its costs that counts.
with

joined as (
    select
        coproducer,
        any_value(party) as party,
        any_value(country) as country,
        any_value(own) as own,
        arg_max(share, ("on", position)) filter (where share is not null) as share,
    from coproducer_steps
    where step in ('joined', 'agreed')
    group by coproducer
),

latest as (
    select
        coproducer,
        step,
        number,
        up_to,
        certified_by,
        position,
    from coproducer_steps
    where step in ('certified', 'withdrawn')
    qualify row_number() over (partition by coproducer order by "on" desc, position desc, account) = 1
)

select
    joined.coproducer,
    joined.party,
    joined.country,
    joined.own,
    joined.share,
    latest.number as statement,
    latest.up_to,
    party_names.name as certified_by,
    latest.position as entry,
from joined
left join latest on latest.coproducer = joined.coproducer and latest.step = 'certified'
left join party_names on party_names.party = latest.certified_by
order by joined.coproducer
