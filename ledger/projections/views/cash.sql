-- One row per source of the finance plan and per kind of payment: what came in, what went out, and the cash after it; the last row is the cash.
-- In the book's currency. What came in is less the bank's charges.
with

flows as (
    select
        1 as part,
        source,
        sum("reached the account") as received,
        0 as paid,
    from receipts
    group by source
    union all
    select
        2 as part,
        kind as source,
        0 as received,
        sum("in book") as paid,
    from payments
    group by kind
),

titles as (
    select
        source,
        arg_max(label, ("on", position)) filter (where label is not null) as title,
    from financing
    where what = 'source'
    group by source
),

named as (
    select
        flows.part,
        if(flows.part = 1, flows.source, '') as source,
        case
            when flows.part = 1 then titles.title
            when flows.source = 'invoice' then 'paid to vendors'
            when flows.source = 'advance' then 'advanced, less what came back'
            when flows.source = 'payroll' then 'paid on payrolls'
            when flows.source = 'tax' then 'paid to the tax office, less VAT that came back'
            else 'paid on ' || flows.source
        end as description,
        flows.received,
        flows.paid,
        flows.received - flows.paid as flow,
    from flows
    left join titles on flows.part = 1 and titles.source = flows.source
    union all
    select
        3 as part,
        '' as source,
        'cash' as description,
        received,
        paid,
        0 as flow,
    from cash_position
)

select
    source,
    description,
    received,
    paid,
    sum(flow) over (order by part, source, description) as cash,
from named
order by part, source, description
