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
        financing.condition,
        arg_max(if(financing.valid_to < releases."on", 'lapsed', financing.step), financing.position) as step,
    from releases
    inner join financing
        on financing.source = releases.source
        and financing.tranche = releases.tranche
        and financing.position < releases.position
    where financing.what = 'condition'
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
