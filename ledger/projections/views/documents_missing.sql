-- One row per document that somebody waits for: a condition that is open or lapsed, a certificate about to run out, a report that is not there.
-- Conditions are those of money that has not all arrived, as in the calendar; a certificate is about to run out when its last day is within
-- 30 days of the window's. A production report is not filed when its shoot day is past; a cost report is not issued when its period is
-- past and none of a later day is.
-- `due` is the day by which it is needed, as the book says it; `days` are those from the window's day, below zero when it is past.
with

asked as (
    select conditions.*
    from conditions
    inner join tranches on tranches.source = conditions.source and tranches.tranche = conditions.tranche
    where tranches.received < tranches.amount
),

issued as (
    select max("as of") as as_of
    from cost_reports
),

wanted as (
    select
        1 as place,
        'condition' as kind,
        'source/' || source as document,
        tranche || ' ' || condition || ': ' || text as text,
        party,
        stage as state,
        if(stage = 'lapsed', coalesce(due, valid_to), due) as due,
        entry,
    from asked
    where stage in ('open', 'lapsed')
    union all by name
    select
        2 as place,
        'certificate' as kind,
        'source/' || asked.source as document,
        asked.tranche || ' ' || asked.condition || ': ' || asked.text as text,
        asked.party,
        'runs out' as state,
        asked.valid_to as due,
        asked.entry,
    from asked
    cross join as_at
    where asked.stage in ('met', 'waived') and asked.valid_to between as_at."on" and as_at."on" + 30
    union all by name
    select
        3 as place,
        'production report' as kind,
        'shoot-day/' || shoot_days.day as document,
        shoot_days.unit as text,
        'not filed' as state,
        shoot_days.date as due,
    from shoot_days
    cross join as_at
    left join latest_reports on latest_reports.day = shoot_days.day
    where latest_reports.day is null and shoot_days.date < as_at."on"
    union all by name
    select
        4 as place,
        'cost report' as kind,
        'period/' || periods.period as document,
        '' as text,
        'not issued' as state,
        periods.ends as due,
    from periods
    cross join as_at
    cross join issued
    where periods."cost report" is null and periods.ends < as_at."on" and periods.ends > coalesce(issued.as_of, periods.starts)
)

select
    wanted.kind,
    wanted.document,
    wanted.text,
    wanted.party,
    wanted.state,
    wanted.due,
    (wanted.due - as_at."on")::bigint as days,
    wanted.entry,
from wanted
cross join as_at
order by wanted.place, wanted.due, wanted.document, wanted.text
