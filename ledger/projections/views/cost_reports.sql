-- One row per cost report issued: its number, period and window, what it said, and who has acknowledged it.
with

acknowledged as (
    select
        statuses.document,
        string_agg(party_names.name, ', ' order by statuses.position) as acknowledged,
    from statuses
    inner join party_names on party_names.party = statuses.party
    where statuses.stage = 'acknowledged'
    group by statuses.document
),

superseded as (
    select
        supersedes as number,
        max(number) as superseded_by,
    from issued_reports
    where supersedes is not null
    group by supersedes
)

select
    issued_reports.number,
    issued_reports.period_key as period,
    issued_reports.as_of as "as of",
    issued_reports.known as "known to entry",
    issued_reports.position as entry,
    issued_reports."on" as issued,
    issued_reports.efc as "EFC",
    issued_reports.final,
    issued_reports.variance,
    case when issued_reports.variance > 0 then 'under' when issued_reports.variance < 0 then 'over' else '' end as "under/over",
    superseded.superseded_by as "superseded by",
    coalesce(acknowledged.acknowledged, '') as "acknowledged by",
    issued_reports.root,
from issued_reports
left join acknowledged on acknowledged.document = issued_reports.document
left join superseded on superseded.number = issued_reports.number
order by issued_reports.number
