-- One row per scheme and cost line that has a class of its own, whatever its account's; and the entry that says so.
-- A line that a recode makes afterwards keeps the class of the one that its cost has left.
with recursive

carried as (
    select
        scheme,
        document,
        line,
        class,
        position,
        "on",
    from scheme_classes
    where document is not null
    union all
    select
        carried.scheme,
        cost_lines.document,
        cost_lines.line,
        carried.class,
        carried.position,
        carried."on",
    from carried
    inner join cost_lines
        on cost_lines.document = carried.document
        and cost_lines.origin = carried.line
        and cost_lines.position > carried.position
)

select
    scheme,
    document,
    line,
    class,
    position as entry,
from carried
qualify row_number() over (partition by scheme, document, line order by "on" desc, position desc) = 1
order by scheme, document, line
