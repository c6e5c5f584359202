-- One row, the period that the window names, or that its day stands in or last stood in; no row before the first.
-- Of the periods opened, that is the latest that has started.
select
    statuses.key as period,
    statuses.starts,
    statuses.ends,
from statuses
cross join as_at
where
    statuses.kind = 'period'
    and statuses.stage = 'opened'
    and statuses.starts <= as_at."on"
    and statuses.key = coalesce(as_at.period, statuses.key)
qualify row_number() over (order by statuses.starts desc, statuses.position desc) = 1
