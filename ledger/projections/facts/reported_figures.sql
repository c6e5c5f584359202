-- One row per account that an issued cost report froze: its final cost and variance, and what the report says of it.
-- `on` is the day that the report states, not that of its issue: its figures are the last ones for every later day.
with

read as (
    select
        position,
        from_json(state, '{"event": {
            "number": "BIGINT", "period": "VARCHAR", "as_of": "DATE", "supersedes": "BIGINT",
            "figures": [{"account": "VARCHAR", "efc": {"amount": "DECIMAL(18,4)"}, "variance": {"amount": "DECIMAL(18,4)"}}],
            "notes": [{"account": "VARCHAR", "text": "VARCHAR"}]
        }}').event as event,
    from staged
    where name = 'CostReportIssued'
),

figures as (
    select
        position,
        unnest(event.figures) as told,
    from read
),

notes as (
    select
        position,
        unnest(event.notes) as told,
    from read
),

accounts as (
    select
        coalesce(figures.position, notes.position) as position,
        coalesce(figures.told.account, notes.told.account) as account,
        figures.told.efc.amount as efc,
        figures.told.variance.amount as variance,
        notes.told.text as note,
    from figures
    full join notes on notes.position = figures.position and notes.told.account = figures.told.account
)

select
    read.position,
    read.event.as_of as "on",
    read.event.number as number,
    read.event.period as period_key,
    read.event.supersedes as supersedes,
    accounts.account,
    coalesce(accounts.efc, 0) as efc,
    coalesce(accounts.variance, 0) as variance,
    accounts.note,
from read
inner join accounts on accounts.position = read.position
where len(read.event.figures) > 0
