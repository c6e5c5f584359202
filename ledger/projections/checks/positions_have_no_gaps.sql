-- One row per entry that does not stand where it should: positions run from 1 to the window's own without a gap.
-- A day in the past hides entries by right, so only a whole window is judged.
with

counted as (
    select
        position,
        row_number() over (order by position) as expected,
    from entries
    union all
    select
        position,
        (select count(*) from entries) as expected,
    from as_at
)

select distinct
    counted.position,
    counted.expected,
from counted
cross join whole_window
where counted.position <> counted.expected
order by counted.position
