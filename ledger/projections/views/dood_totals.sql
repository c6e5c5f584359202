-- One row per unit (and all of them as `all`) and player: days worked, held, on holiday and travelling, start, finish, and span in days.
-- The span counts every calendar day from start to finish; the dropped ones are those between a drop and its pick-up.
with

totals as (
    select
        unit,
        "cast",
        count(*) filter (where code like '%W%') as work,
        count(*) filter (where code = 'H') as hold,
        count(*) filter (where code = '/') as holiday,
        count(*) filter (where code = 'M') as travel,
        min(date) as start,
        max(date) as finish,
        max(date) filter (where code like '%D%') as dropped,
        max(date) filter (where code like '%P%') as picked_up
    from dood
    group by unit, "cast"
)

select
    unit,
    "cast",
    work,
    hold,
    holiday,
    travel,
    start,
    finish,
    date_diff('day', start, finish) + 1 as span,
    coalesce(date_diff('day', dropped, picked_up) - 1, 0) as dropped
from totals
order by unit, try_cast(regexp_extract("cast", '[0-9]+') as integer), "cast"
