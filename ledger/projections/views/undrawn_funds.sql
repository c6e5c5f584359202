-- One row per tranche that has not all arrived, and per source for what no tranche schedules: what of it is cash to come, and why the rest is not.
-- A condition can still be met until the day by which it is due, also one that has lapsed; after that day only the financier can waive it.
-- What is released comes. In kind and deferred is never cash. What the financier keeps as fees, less what was kept so far, is taken off the first
-- tranches. Money that is late is expected a week after the window's day. `undrawn` is in the source's currency, the rest in the book's.
with

sources as (
    select
        source,
        any_value(financier) as financier,
        any_value(label) as title,
        any_value(form) as form,
        any_value(currency) as currency,
        arg_max(book_amount, ("on", position)) as book_amount,
        arg_max(amount, ("on", position)) as amount,
        arg_max(coalesce(rate, 1), ("on", position)) as rate,
        arg_max(position, ("on", position)) as entry,
    from financing
    where what = 'source'
    group by source
),

agreed as (
    select
        source,
        arg_max(struct_pack(fees := fees), ("on", position)).fees as fees,
    from financing
    where what = 'terms'
    group by source
),

charged as (
    select
        source,
        sum(charges) as charges,
    from receipts
    group by source
),

missed as (
    select
        conditions.source,
        conditions.tranche,
        arg_min(conditions.condition || ' was due on ' || conditions.due || ' and is ' || conditions.stage, conditions.place) as why,
    from conditions
    cross join cash_terms
    where
        conditions.stage in ('open', 'lapsed')
        and conditions.due < cash_terms.planned_from
    group by conditions.source, conditions.tranche
),

entries_of as (
    select
        source,
        tranche,
        arg_max(position, ("on", position)) as entry,
    from financing
    where what = 'tranche' and step in ('scheduled', 'rescheduled')
    group by source, tranche
),

scheduled as (
    select
        source,
        sum(amount) as amount,
        sum(book_amount) as book_amount,
    from tranches
    group by source
),

undrawn as (
    select
        tranches.source,
        tranches.tranche,
        tranches.expected,
        tranches.amount - tranches.received as undrawn,
        greatest(tranches.book_amount - in_book(tranches.received, sources.rate), 0) as in_book,
        if(tranches.released is null, missed.why, null) as missed,
        entries_of.entry,
    from tranches
    inner join sources on sources.source = tranches.source
    inner join entries_of on entries_of.source = tranches.source and entries_of.tranche = tranches.tranche
    left join missed on missed.source = tranches.source and missed.tranche = tranches.tranche
    where tranches.received < tranches.amount
    union all by name
    select
        sources.source,
        sources.amount - coalesce(scheduled.amount, 0) as undrawn,
        sources.book_amount - coalesce(scheduled.book_amount, 0) as in_book,
        'no tranche schedules it' as missed,
        sources.entry,
    from sources
    left join scheduled on scheduled.source = sources.source
    where sources.amount > coalesce(scheduled.amount, 0)
),

judged as (
    select
        undrawn.*,
        sources.financier,
        sources.title,
        sources.form,
        sources.currency,
        case sources.form when 'in kind' then 'it comes in kind' when 'deferral' then 'it is deferred' else undrawn.missed end as why,
        greatest(coalesce(in_book(agreed.fees, sources.rate), 0) - coalesce(charged.charges, 0), 0) as fees,
        if(why is null, undrawn.in_book, 0) as counted,
        coalesce(sum(counted) over before, 0) as before,
    from undrawn
    inner join sources on sources.source = undrawn.source
    left join agreed on agreed.source = undrawn.source
    left join charged on charged.source = undrawn.source
    window before as (
        partition by undrawn.source
        order by undrawn.expected nulls last, undrawn.tranche
        rows between unbounded preceding and 1 preceding
    )
)

select
    judged.source,
    judged.tranche,
    judged.financier,
    judged.title,
    judged.form,
    judged.expected,
    judged.currency,
    judged.undrawn::decimal(18, 4) as undrawn,
    judged.in_book::decimal(18, 4) as "in book",
    least(greatest(judged.fees - judged.before, 0), judged.counted)::decimal(18, 4) as "fees to keep",
    (judged.counted - "fees to keep")::decimal(18, 4) as "cash to come",
    case
        when judged.why is not null then null
        when judged.expected < cash_terms.planned_from then cash_terms.planned_from + 7
        else least(judged.expected, cash_terms.planned_to)
    end as "comes on",
    coalesce(judged.why, '') as "left out because",
    judged.entry,
from judged
cross join cash_terms
order by judged.source, judged.expected nulls last, judged.tranche
