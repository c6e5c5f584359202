-- One row per cost report issued: the window and root that it froze, and its totals.
with

read as (
    select
        position,
        "on",
        stream,
        from_json(state, '{"event": {
            "number": "BIGINT", "period": "VARCHAR", "position": "BIGINT", "as_of": "DATE", "root": "VARCHAR", "supersedes": "BIGINT",
            "totals": {
                "period": {"amount": "DECIMAL(18,4)"}, "to_date": {"amount": "DECIMAL(18,4)"},
                "commitments": {"amount": "DECIMAL(18,4)"}, "total": {"amount": "DECIMAL(18,4)"},
                "etc": {"amount": "DECIMAL(18,4)"}, "efc": {"amount": "DECIMAL(18,4)"},
                "locked": {"amount": "DECIMAL(18,4)"}, "reallocated": {"amount": "DECIMAL(18,4)"},
                "contingency": {"amount": "DECIMAL(18,4)"}, "overages": {"amount": "DECIMAL(18,4)"},
                "final": {"amount": "DECIMAL(18,4)"}, "variance": {"amount": "DECIMAL(18,4)"}
            }
        }}').event as event,
    from staged
    where name = 'CostReportIssued'
)

select
    position,
    "on",
    stream as document,
    event.number as number,
    event.period as period_key,
    event.position as known,
    event.as_of as as_of,
    event.root as root,
    event.supersedes as supersedes,
    event.totals.period.amount as period,
    event.totals.to_date.amount as to_date,
    event.totals.commitments.amount as commitments,
    event.totals.total.amount as total,
    event.totals.etc.amount as etc,
    event.totals.efc.amount as efc,
    event.totals.locked.amount as locked,
    event.totals.reallocated.amount as reallocated,
    event.totals.contingency.amount as contingency,
    event.totals.overages.amount as overages,
    event.totals.final.amount as final,
    event.totals.variance.amount as variance,
from read
