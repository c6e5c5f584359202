-- One row per party that has acknowledged a cost report, or acts for a financier that has: the report that it goes by, which is the last one.
with

represented as (
    select
        party,
        arg_max(acts_for, (("on", position))) as financier,
    from parties
    where acts_for is not null
    group by party
),

acknowledged as (
    select
        statuses.party as financier,
        statuses.position,
        issued_reports.number,
    from statuses
    inner join issued_reports on issued_reports.document = statuses.document
    where statuses.stage = 'acknowledged'
    qualify row_number() over (partition by statuses.party order by statuses."on" desc, statuses.position desc) = 1
),

readers as (
    select
        financier as party,
        financier,
    from acknowledged
    union
    select
        party,
        financier,
    from represented
)

select
    readers.party,
    readers.financier,
    acknowledged.number as "cost report",
    acknowledged.position as entry,
from readers
inner join acknowledged on acknowledged.financier = readers.financier
order by readers.party
