-- One row per day that waits for something, soonest first: money expected or to be paid, conditions due, certificates that run out, periods to
-- be cut off, authority that ends. `days` are those from the window's day, below zero when the day is past; amounts are in the row's currency.
with

-- conditions of money that has not all arrived, each with the day by which it is due and the last on which it is so
asked as (
    select
        conditions.source,
        conditions.tranche,
        conditions.condition,
        conditions.text,
        unnest(['condition due', if(conditions.stage = 'lapsed', 'condition lapsed', 'valid to')]) as what,
        unnest([if(conditions.stage in ('open', 'lapsed'), conditions.due, null), conditions.valid_to]) as "date",
        unnest([2, 3]) as place,
    from conditions
    inner join tranches on tranches.source = conditions.source and tranches.tranche = conditions.tranche
    where tranches.received < tranches.amount
),

dated as (
    select
        tranches.expected as "date",
        1 as place,
        'money expected' as what,
        'source/' || tranches.source as document,
        tranches.tranche || ': ' || tranches.milestone as text,
        tranches.financier as party,
        (tranches.amount - tranches.received)::decimal(38, 4) as amount,
        tranches.currency,
    from tranches
    where tranches.received < tranches.amount
    union all by name
    select
        "date",
        place,
        what,
        'source/' || source as document,
        tranche || ' ' || condition || ': ' || text as text,
    from asked
    where "date" is not null
    union all by name
    select
        due as "date",
        4 as place,
        'to be paid' as what,
        kind || '/' || document as document,
        number as text,
        payee as party,
        "left to pay" as amount,
        currency,
    from payables
    where due is not null
    union all by name
    select
        ends as "date",
        5 as place,
        'cut-off' as what,
        'period/' || period as document,
        'last day of ' || period as text,
    from periods
    where stage = 'open'
    union all by name
    select
        ends as "date",
        6 as place,
        'authority ends' as what,
        'authority/' || grant_key as document,
        role as text,
        party,
    from grants
    where ends is not null and withdrawn is null
)

select
    dated."date",
    (dated."date" - as_at."on")::bigint as days,
    dated.what,
    dated.document,
    dated.text,
    dated.party,
    dated.amount,
    dated.currency,
from dated
cross join as_at
order by dated."date", dated.place, dated.document, dated.text
