-- One row per pair of periods that have a day in common.
select
    periods.period,
    others.period as other,
from periods
inner join periods as others
    on others.starts <= periods.ends
    and periods.starts <= others.ends
    and others.period > periods.period
order by periods.period
