-- One row per condition of a tranche: where it stands, and whether the money that it keeps back was released or received all the same.
-- `drawn_on` is the day of the first receipt or, while nothing is received, of the release. What was met and lapses after that day counts as
-- met. The first drawdown of a source is its tranche that is expected first.
with

draws as (
    select
        source,
        tranche,
        coalesce(
            min(coalesce(received_on, "on")) filter (step = 'received' and amount > 0),
            min("on") filter (step = 'released')
        ) as drawn_on,
    from financing
    where what = 'tranche'
    group by source, tranche
),

ranked as (
    select
        source,
        tranche,
        financier,
        stage in ('released', 'received') or received > 0 as drawn,
        row_number() over (partition by source order by expected, tranche) as place,
    from tranches
)

select
    conditions.entry as position,
    conditions."on" as day,
    conditions.source,
    conditions.tranche,
    conditions.condition,
    ranked.financier,
    if(conditions.stage = 'lapsed' and ranked.drawn and draws.drawn_on <= conditions.valid_to, 'met', conditions.stage) as stage,
    if(ranked.drawn, 'yes', 'no') as drawn,
    if(ranked.drawn, draws.drawn_on, null) as drawn_on,
    if(ranked.place = 1, 'yes', 'no') as first_drawdown,
    1 as number,
from conditions
inner join ranked on ranked.source = conditions.source and ranked.tranche = conditions.tranche
inner join draws on draws.source = conditions.source and draws.tranche = conditions.tranche
order by position, conditions.source, conditions.tranche, conditions.condition
