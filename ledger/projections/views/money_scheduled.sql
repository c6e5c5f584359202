-- One row per tranche, as it was scheduled first: its amount in the book's currency, and whether its day has come.
-- A later change of the day or the amount is no part of the schedule that was agreed.
with

sources_told as (
    select
        source,
        min(financier) as financier,
    from financing
    where
        what = 'source'
        and step = 'added'
    group by source
),

first_told as (
    select *
    from financing
    where
        what = 'tranche'
        and step = 'scheduled'
    qualify row_number() over (partition by source, tranche order by "on", position) = 1
)

select
    first_told.position,
    first_told.expected as day,
    first_told.source,
    first_told.tranche,
    sources_told.financier,
    if(first_told.expected <= as_at."on", 'yes', 'no') as due,
    first_told.book_amount as amount,
from first_told
cross join as_at
inner join sources_told on sources_told.source = first_told.source
order by first_told.position
