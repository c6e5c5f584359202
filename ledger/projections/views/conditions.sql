-- One row per condition of a tranche: open, met, waived, or lapsed when what met it is valid no more, and the entry that made it so.
-- `kind` is what shows it, which may name a milestone or a party; `due` is the day by which it must be so and `valid_to` the last on which it is.
-- `entry` is the latest entry about the condition, and `met_by` the entry of the book that it names as what meets it.
with

told as (
    select
        source,
        tranche,
        condition,
        text,
        kind,
        milestone,
        party,
        rule,
        due,
        position,
        line,
    from condition_steps
    where step = 'added'
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
        note,
        valid_to,
    from condition_steps
    qualify row_number() over (partition by source, tranche, condition order by "on" desc, position desc) = 1
)

select
    told.source,
    told.tranche,
    row_number() over (partition by told.source, told.tranche order by told.position, told.line) as place,
    told.condition,
    told.text,
    if(latest.valid_to < as_at."on", 'lapsed', latest.stage) as stage,
    latest.entry,
    latest."on",
    latest.met_by,
    latest.note,
    told.kind,
    told.milestone,
    told.party,
    told.due,
    latest.valid_to,
    told.rule,
from told
cross join as_at
inner join latest on latest.source = told.source and latest.tranche = told.tranche and latest.condition = told.condition
order by told.source, told.tranche, place
