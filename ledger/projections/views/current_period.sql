-- One row, the period that the window's day stands in or last stood in; no row before the first.
-- Of the periods opened, it is the latest that has started.
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
qualify row_number() over (order by statuses.starts desc, statuses.position desc) = 1
