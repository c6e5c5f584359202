-- One row per currency of the finance plan: the rate that was agreed for it, which is that of its first source as this was last changed.
-- A source that is added later at another rate leaves it as it is.
with

told as (
    select
        source,
        currency,
        min(position) as position,
        arg_max(rate, position) as rate,
    from financing
    where
        what = 'source'
        and rate is not null
    group by source, currency
)

select
    currency,
    arg_min(rate, position) as rate,
from told
group by currency
order by currency
