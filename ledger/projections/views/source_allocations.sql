-- One row per source of the finance plan: what it brings, the cost that is allocated to it, and what is still to be shown to it.
with

sums as (
    select
        source,
        sum(allocated) as allocated,
        count(distinct document) as documents,
    from allocations
    group by source
)

select
    source_terms.source,
    source_terms.financier,
    source_terms.title,
    source_terms.form,
    source_terms.recognised_in_book as recognised,
    coalesce(sums.documents, 0) as documents,
    coalesce(sums.allocated, 0) as allocated,
    source_terms.recognised_in_book - coalesce(sums.allocated, 0) as still_to_show,
from source_terms
left join sums on sums.source = source_terms.source
order by source_terms.source
