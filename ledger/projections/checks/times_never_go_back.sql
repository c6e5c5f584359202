-- One row per entry that says it was recorded before the one in front of it.
with

pairs as (
    select
        position,
        "at",
        lag("at") over (order by position) as before,
    from entries
)

select
    position,
    "at",
    before,
from pairs
where "at" < before
order by position
