-- One row per entry that allocates a line of a voucher to a source of the finance plan: by how much its share changes, in percent.
-- The rows of a voucher's line up to an entry sum to what was allocated of it then.
with

changes as (
    select
        position,
        "on",
        document,
        line,
        source,
        percent - lag(percent, 1, 0) over (partition by document, line, source order by position) as percent,
    from cost_allocations
)

select
    position,
    "on" as day,
    concat(document, ' ', line) as voucher,
    document,
    source,
    percent,
from changes
where percent <> 0
order by position, document, line, source
