-- One row per condition that was open, or lapsed, when its tranche was released; what was opened again afterwards is flagged, not listed here.
with

releases as (
    select
        source,
        tranche,
        position,
        "on",
    from financing
    where
        what = 'tranche'
        and step = 'released'
),

steps as (
    select
        releases.position,
        releases.source,
        releases.tranche,
        condition_steps.condition,
        arg_max(if(condition_steps.valid_to < releases."on", 'lapsed', condition_steps.step), condition_steps.position) as step,
    from releases
    inner join condition_steps
        on condition_steps.source = releases.source
        and condition_steps.tranche = releases.tranche
        and condition_steps.position < releases.position
    group by all
)

select
    position,
    source,
    tranche,
    condition,
from steps
where step not in ('met', 'waived')
order by position, condition
