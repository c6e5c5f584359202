-- One row per condition of a tranche: where it stands, and whether the money that it keeps back was released or received all the same.
-- The first drawdown of a source is its tranche that is expected first.
select
    conditions.entry as position,
    conditions."on" as day,
    conditions.source,
    conditions.tranche,
    conditions.condition,
    tranches.financier,
    conditions.stage,
    if(tranches.stage in ('released', 'received') or tranches.received > 0, 'yes', 'no') as drawn,
    if(
        conditions.tranche = first_value(conditions.tranche) over (partition by conditions.source order by tranches.expected, conditions.tranche),
        'yes', 'no'
    ) as first_drawdown,
    1 as number,
from conditions
inner join tranches on tranches.source = conditions.source and tranches.tranche = conditions.tranche
order by position, conditions.source, conditions.tranche, conditions.condition
