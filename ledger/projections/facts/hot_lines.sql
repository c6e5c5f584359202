-- One row per account of a crew line in a production report: the day's cost as planned and as it was, in the book's currency.
with

read as (
    select
        position,
        "on",
        key as day,
        unnest(from_json(state, '{"event": {
            "crew": [{
                "engagement": "VARCHAR",
                "lines": [{
                    "account": "VARCHAR",
                    "planned": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
                    "actual": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}
                }]
            }]
        }}').event.crew) as crew
    from staged
    where name in ('ProductionReportFiled', 'ProductionReportCorrected')
),

lines as (
    select
        position,
        "on",
        day,
        crew.engagement as engagement,
        unnest(crew.lines) as line
    from read
)

select
    position,
    "on",
    day,
    engagement,
    line.account as account,
    line.planned.amount as planned,
    line.actual.amount as actual
from lines
