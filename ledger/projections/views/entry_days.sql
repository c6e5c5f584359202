-- One row per entry: the day on which it takes effect.
select
    position,
    "on",
from entries
order by position
