-- One row per scheme and cost line that has a class of its own, whatever its account's; and the entry that says so.
-- A line that a recode makes afterwards keeps the class of the one that its cost has left.
with

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
    union all by name
    select
        scheme_classes.scheme,
        line_origins.document,
        line_origins.line,
        scheme_classes.class,
        scheme_classes.position,
        scheme_classes."on",
    from scheme_classes
    inner join line_origins
        on line_origins.document = scheme_classes.document
        and line_origins.origin = scheme_classes.line
        and line_origins.since > scheme_classes.position
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
