-- One row per account of the chart as it was adopted, or as it was added; the label is the one its source gives.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {
            "accounts": [{
                "code": "VARCHAR", "name": "VARCHAR", "category": "VARCHAR", "category_name": "VARCHAR",
                "section": "VARCHAR", "contingency": "BOOLEAN", "to_confirm": "BOOLEAN"
            }],
            "account": {
                "code": "VARCHAR", "name": "VARCHAR", "category": "VARCHAR", "category_name": "VARCHAR",
                "section": "VARCHAR", "contingency": "BOOLEAN", "to_confirm": "BOOLEAN"
            }
        }}').event as event,
    from staged
    where name in ('BudgetChartAdopted', 'AccountAdded')
),

listed as (
    select
        position,
        "on",
        if(name = 'AccountAdded', [event.account], event.accounts) as accounts,
    from read
),

each_one as (
    select
        position,
        "on",
        unnest(accounts) as account,
        generate_subscripts(accounts, 1) as rank,
    from listed
)

select
    position,
    "on",
    account.code as account,
    account.name as name,
    account.category as category,
    account.category_name as category_name,
    account.section as section,
    coalesce(account.contingency, false) as contingency,
    coalesce(account.to_confirm, false) as to_confirm,
    rank,
from each_one
