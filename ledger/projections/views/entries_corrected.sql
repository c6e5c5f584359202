-- One row per entry and entry that it says it puts right.
select
    position,
    unnest(corrects) as corrected,
from entries
order by position, corrected
