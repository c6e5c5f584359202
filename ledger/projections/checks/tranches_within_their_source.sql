-- One row per source of the finance plan whose tranches come to more than the source.
with

sources as (
    select
        source,
        arg_max(amount, (("on", position))) as amount,
    from financing
    where what = 'source'
    group by source
)

select
    sources.source,
    sources.amount,
    sum(tranches.amount) as tranches,
from sources
inner join tranches on tranches.source = sources.source
group by sources.source, sources.amount
having sum(tranches.amount) > sources.amount
order by sources.source
