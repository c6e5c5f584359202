-- One row per cost line that an entry has placed: where it is spent, whatever its document said; and the entry that says so.
-- A line that a recode made is where the nearest of the lines is that its cost came from, unless it is placed itself.
with

latest as (
    select
        document,
        line,
        country,
        region,
        position,
    from cost_places
    where document is not null
    qualify row_number() over (partition by document, line order by "on" desc, position desc) = 1
),

carried as (
    select
        *,
        0 as steps,
    from latest
    union all by name
    select
        line_origins.document,
        line_origins.line,
        latest.country,
        latest.region,
        latest.position,
        line_origins.steps,
    from latest
    inner join line_origins on line_origins.document = latest.document and line_origins.origin = latest.line
)

select
    document,
    line,
    country,
    region,
    position as entry,
from carried
qualify row_number() over (partition by document, line order by steps) = 1
order by document, line
