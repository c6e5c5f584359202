-- One row per cost line that a recode made and line that its cost came from: how many recodes ago, and the first entry of these recodes.
-- `posted` is true for the line that was posted, from which all of it came.
with recursive

origins as (
    select
        document,
        line,
        origin,
        1 as steps,
        position as since,
    from cost_lines
    where origin is not null
    union all
    select
        origins.document,
        origins.line,
        cost_lines.origin,
        origins.steps + 1 as steps,
        least(origins.since, cost_lines.position) as since,
    from origins
    inner join cost_lines on cost_lines.document = origins.document and cost_lines.line = origins.origin
    where cost_lines.origin is not null
)

select
    document,
    line,
    origin,
    steps,
    since,
    steps = max(steps) over (partition by document, line) as posted,
from origins
order by document, line, steps
