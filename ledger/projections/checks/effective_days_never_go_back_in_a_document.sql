-- One row per entry that takes effect before the one in front of it in the same document.
with

pairs as (
    select
        position,
        stream,
        "on",
        lag("on") over (partition by stream order by version) as before,
    from entries
)

select
    position,
    stream,
    "on",
    before,
from pairs
where "on" < before
order by position
