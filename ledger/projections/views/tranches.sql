-- One row per tranche: how much, when it is expected, where it stands, and the first condition that keeps it back.
-- conditions_met counts the waived ones too; requested and released are days, received is money; amounts are in the source's currency.
with

plan as (
    select
        source,
        tranche,
        arg_max(label, ("on", position)) filter (where label is not null) as milestone,
        arg_max(amount, ("on", position)) filter (where amount is not null) as amount,
        arg_max(currency, ("on", position)) filter (where currency is not null) as currency,
        arg_max(book_amount, ("on", position)) filter (where book_amount is not null) as book_amount,
        arg_max(expected, ("on", position)) as expected,
    from financing
    where what = 'tranche' and step in ('scheduled', 'rescheduled')
    group by source, tranche
),

steps as (
    select
        source,
        tranche,
        max("on") filter (where step = 'requested') as requested,
        max("on") filter (where step = 'released') as released,
        arg_max(cost_report, ("on", position)) filter (where step = 'requested') as cost_report,
        coalesce(sum(amount) filter (where step = 'received'), 0) as received,
        coalesce(sum(book_amount) filter (where step = 'received'), 0) as received_book,
        coalesce(sum(charges) filter (where step = 'received'), 0) as charges,
        max(received_on) filter (where step = 'received') as received_on,
    from financing
    where what = 'tranche'
    group by source, tranche
),

terms as (
    select
        source,
        tranche,
        count(*) filter (where stage in ('met', 'waived')) as conditions_met,
        count(*) as conditions_total,
        arg_min(condition, place) filter (where stage in ('open', 'lapsed')) as first_open,
        bool_or(stage = 'open') as opened,
    from conditions
    group by source, tranche
),

financiers as (
    select
        source,
        financier,
    from financing
    where what = 'source' and step = 'added'
)

select
    plan.source,
    plan.tranche,
    financiers.financier,
    plan.milestone,
    plan.amount,
    plan.currency,
    plan.book_amount,
    plan.expected,
    case
        when steps.released is not null and steps.received >= plan.amount then 'received'
        when steps.released is not null then 'released'
        when steps.requested is not null then 'requested'
        else 'scheduled'
    end as stage,
    coalesce(terms.conditions_met, 0) as conditions_met,
    coalesce(terms.conditions_total, 0) as conditions_total,
    terms.first_open,
    steps.requested,
    steps.released,
    steps.received::decimal(18, 4) as received,
    steps.received_book::decimal(18, 4) as received_book,
    steps.received_on,
    steps.charges::decimal(18, 4) as charges,
    case
        when steps.received > plan.amount then 'more received than the tranche'
        when steps.released is not null and terms.opened then 'released, and a condition is open again'
        when steps.released is not null and terms.first_open is not null and steps.received < plan.amount
            then 'released, and a condition has lapsed'
    end as flag,
    steps.cost_report,
from plan
inner join steps on steps.source = plan.source and steps.tranche = plan.tranche
left join terms on terms.source = plan.source and terms.tranche = plan.tranche
left join financiers on financiers.source = plan.source
order by plan.expected, plan.source, plan.tranche
