-- One row per entry that changes the share of a co-producer: by how much, in percent.
-- The rows up to an entry sum to the shares that were agreed then.
with

told as (
    select
        position,
        "on",
        coproducer,
        share,
    from coproducer_steps
    where step in ('joined', 'agreed') and share is not null
),

joined as (
    select
        coproducer,
        party,
        country,
        if(own, 'yes', 'no') as own,
    from coproducer_steps
    where step = 'joined'
),

changes as (
    select
        position,
        "on",
        coproducer,
        share - lag(share, 1, 0) over (partition by coproducer order by position) as amount,
    from told
)

select
    changes.position,
    changes."on" as day,
    changes.coproducer,
    joined.party,
    joined.country,
    joined.own,
    changes.amount,
from changes
inner join joined on joined.coproducer = changes.coproducer
where changes.amount <> 0
order by changes.position
