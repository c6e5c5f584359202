-- One row per condition of a tranche: open, met or waived, and the entry that made it so.
-- `entry` is the latest entry about the condition, and `met_by` the entry of the book that it names as what meets it.
with

told as (
    select
        source,
        tranche,
        condition,
        label as text,
        position,
        line,
    from financing
    where what = 'condition' and step = 'added'
    qualify row_number() over (partition by source, tranche, condition order by "on", position) = 1
),

latest as (
    select
        source,
        tranche,
        condition,
        if(step in ('met', 'waived'), step, 'open') as stage,
        position as entry,
        "on",
        met_by,
        if(step = 'met', label, null) as note,
    from financing
    where what = 'condition'
    qualify row_number() over (partition by source, tranche, condition order by "on" desc, position desc) = 1
)

select
    told.source,
    told.tranche,
    row_number() over (partition by told.source, told.tranche order by told.position, told.line) as place,
    told.condition,
    told.text,
    latest.stage,
    latest.entry,
    latest."on",
    latest.met_by,
    latest.note,
from told
inner join latest on latest.source = told.source and latest.tranche = told.tranche and latest.condition = told.condition
order by told.source, told.tranche, place
