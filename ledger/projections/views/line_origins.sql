-- One row per cost line that a recode made: the line, as it was posted, that its cost came from.
with recursive

origins as (
    select
        document,
        line,
        origin,
    from cost_lines
    where origin is not null
    union all
    select
        origins.document,
        origins.line,
        cost_lines.origin,
    from origins
    inner join cost_lines on cost_lines.document = origins.document and cost_lines.line = origins.origin
    where cost_lines.origin is not null
)

select
    document,
    line,
    min(origin) as origin,
from origins
group by document, line
order by document, line
