-- One row per budget line as an entry sets or removes it; an import that replaces says so on every one of its lines.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {
            "replaces": "BOOLEAN",
            "account": "VARCHAR",
            "line": "JSON",
            "lines": "JSON"
        }}').event as event,
    from staged
    where name in ('BudgetImported', 'BudgetLineSet', 'BudgetLineRemoved')
),

lines as (
    select
        position,
        "on",
        'set' as step,
        coalesce(event.replaces, false) as replaces,
        unnest(case name
            when 'BudgetImported' then from_json(event.lines, '[{
                "account": "VARCHAR", "line": "INTEGER", "description": "VARCHAR", "units": "VARCHAR", "kind": "VARCHAR", "note": "VARCHAR",
                "amount": "DECIMAL(30,12)", "x": "DECIMAL(30,12)", "rate": "DECIMAL(30,12)", "percent": "DECIMAL(30,12)",
                "rounding": "BOOLEAN", "result": {"amount": "DECIMAL(18,4)"}
            }]')
            else [from_json(event.line, '{
                "account": "VARCHAR", "line": "INTEGER", "description": "VARCHAR", "units": "VARCHAR", "kind": "VARCHAR", "note": "VARCHAR",
                "amount": "DECIMAL(30,12)", "x": "DECIMAL(30,12)", "rate": "DECIMAL(30,12)", "percent": "DECIMAL(30,12)",
                "rounding": "BOOLEAN", "result": {"amount": "DECIMAL(18,4)"}
            }')]
        end) as line,
    from read
    where name <> 'BudgetLineRemoved'
)

select
    position,
    "on",
    step,
    replaces,
    line.account as account,
    line.line as line,
    line.description as description,
    line.amount as amount,
    line.units as units,
    line.x as x,
    line.rate as rate,
    line.percent as percent,
    line.result.amount as result,
    line.kind as label,
    line.note as note,
from lines
union all
select
    position,
    "on",
    'removed' as step,
    false as replaces,
    event.account as account,
    event.line::integer as line,
    null as description,
    null as amount,
    null as units,
    null as x,
    null as rate,
    null as percent,
    null as result,
    null as label,
    null as note,
from read
where name = 'BudgetLineRemoved'
