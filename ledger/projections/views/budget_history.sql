-- One row per change of an account's budget, in order of effect: what was, what is, and the total after the entry.
-- The reason is words and stays in the book: it is found by the entry's number.
with

changes as (
    select
        position,
        "on",
        account,
        layer,
        sum(book_amount) as change,
    from movements
    where layer in ('budget', 'reallocation', 'contingency', 'overage')
    group by position, "on", account, layer
    having sum(book_amount) <> 0
),

running as (
    select
        *,
        sum(change) over (partition by account order by "on", position) as after,
        sum(change) over (order by "on", position) as total_after,
    from changes
)

select
    running.position as entry,
    entries."at" as recorded,
    running."on" as effective,
    if(running.layer = 'budget', 'locked budget', running.layer) as kind,
    running.account,
    coalesce(chart.name, 'not in the chart') as description,
    running.after - running.change as was,
    running.change,
    running.after as now,
    running.total_after as "total after",
    recorders.name as "by",
    concat_ws(' ', entries.grant_key, holders.name) as authority,
    entries.evidence,
from running
inner join entries on entries.position = running.position
left join chart on chart.account = running.account
left join party_names as recorders on recorders.party = entries."by"
left join party_names as holders on holders.party = entries.authority
order by running."on", running.position, chart.number, running.account
