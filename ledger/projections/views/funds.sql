-- One row per entry, source, tranche and stage whose amount it changes, by how the source counts as aid and whether it is secured.
-- `stage` is planned, scheduled, released, received or repaid, each apart; in the book's currency, and the rows up to an entry sum to what was
-- known then: where terms are agreed anew, what stood so far leaves under the old ones and comes back under the new.
-- `instalment` counts the tranches of a source in the order in which they were scheduled; `secured` is yes where its terms name a security.
with

scheduled as (
    select
        position,
        "on",
        source,
        tranche,
        coalesce(book_amount, last_value(book_amount ignore nulls) over told, 0) as amount,
        row_number() over told = 1 as first,
    from financing
    where what = 'tranche' and step in ('scheduled', 'rescheduled')
    window told as (partition by source, tranche order by position)
),

numbered as (
    select
        source,
        tranche,
        row_number() over (partition by source order by position)::varchar as instalment,
    from scheduled
    where first
),

changes as (
    select
        position,
        "on",
        source,
        null as tranche,
        'planned' as stage,
        book_amount - lag(book_amount, 1, 0) over (partition by source order by position) as amount,
    from financing
    where what = 'source'
    union all by name
    select
        position,
        "on",
        source,
        tranche,
        'scheduled' as stage,
        amount - lag(amount, 1, 0) over (partition by source, tranche order by position) as amount,
    from scheduled
    union all by name
    select
        financing.position,
        financing."on",
        financing.source,
        financing.tranche,
        'released' as stage,
        arg_max(scheduled.amount, scheduled.position) as amount,
    from financing
    inner join scheduled
        on scheduled.source = financing.source
        and scheduled.tranche = financing.tranche
        and scheduled.position < financing.position
    where financing.what = 'tranche' and financing.step = 'released'
    group by all
    union all by name
    select
        position,
        "on",
        source,
        tranche,
        case step when 'received' then 'received' else 'repaid' end as stage,
        book_amount as amount,
    from financing
    where step in ('received', 'repaid')
),

classed as (
    select
        changes.position,
        changes."on",
        changes.source,
        changes.tranche,
        changes.stage,
        spans.aid,
        spans.secured,
        changes.amount,
    from changes
    inner join source_spans as spans
        on spans.source = changes.source
        and spans.position <= changes.position
        and coalesce(spans.ends > changes.position, true)
    union all by name
    select
        spans.position,
        spans."on",
        changes.source,
        changes.tranche,
        changes.stage,
        spans.aid,
        spans.secured,
        changes.amount,
    from changes
    inner join source_spans as spans on spans.source = changes.source and spans.position > changes.position
    union all by name
    select
        spans.position,
        spans."on",
        changes.source,
        changes.tranche,
        changes.stage,
        spans.was_aid as aid,
        spans.was_secured as secured,
        -changes.amount as amount,
    from changes
    inner join source_spans as spans on spans.source = changes.source and spans.position > changes.position
)

select
    classed.position,
    classed."on" as day,
    classed.source,
    classed.tranche,
    numbered.instalment,
    classed.stage,
    added.financier,
    added.form,
    if(added.public, 'yes', 'no') as public,
    classed.aid,
    classed.secured,
    sum(classed.amount)::decimal(18, 4) as amount,
from classed
inner join financing as added on added.source = classed.source and added.what = 'source' and added.step = 'added'
left join numbered on numbered.source = classed.source and numbered.tranche = classed.tranche
group by all
having sum(classed.amount) <> 0
order by classed.position, classed.source, classed.tranche nulls first, classed.stage, classed.aid, classed.secured
