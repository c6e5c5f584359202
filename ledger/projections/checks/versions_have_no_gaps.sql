-- One row per entry whose version is not the next of its document: every window shows a prefix of every document's life.
with

counted as (
    select
        position,
        stream,
        version,
        row_number() over (partition by stream order by position) as expected,
    from entries
)

select
    position,
    stream,
    version,
    expected,
from counted
where version <> expected
order by position
