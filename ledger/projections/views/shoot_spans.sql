-- One row per entry that moves the first or the last shoot day of all units: both as they stand after it, none when no day stands.
with

told as (
    select
        "on",
        position,
        date,
        lead(("on", position)) over (partition by day order by "on", position) as until,
    from board
    where kind = 'day'
),

spans as (
    select
        steps."on",
        steps.position,
        min(told.date) as first_day,
        max(told.date) as last_day,
    from (select distinct "on", position from told) as steps
    left join told
        on (told."on", told.position) <= (steps."on", steps.position)
        and (told.until is null or told.until > (steps."on", steps.position))
    group by steps."on", steps.position
)

select
    position,
    "on",
    first_day,
    last_day,
from spans
qualify (first_day, last_day) is distinct from lag((first_day, last_day)) over (order by "on", position)
order by "on", position
