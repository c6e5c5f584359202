-- One row per entry that closes days: the last day on which nothing is posted any more, and the last on which nothing is dated any more.
with

told as (
    select
        position,
        "on",
        ends as cut_off,
        null::date as issued,
    from statuses
    where
        kind = 'period'
        and stage = 'cut off'
    union all
    select
        position,
        "on",
        as_of as cut_off,
        as_of as issued,
    from issued_reports
)

select
    position,
    "on",
    max(cut_off) over (order by position) as cut_off,
    max(issued) over (order by position) as issued,
from told
order by position
