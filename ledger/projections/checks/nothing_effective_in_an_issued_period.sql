-- One row per entry that takes effect on a day that an issued cost report had closed before it was recorded.
select
    entries.position,
    entries.stream,
    entries."on",
    closings.issued,
from entries
asof join closings on entries.position > closings.position
where entries."on" <= closings.issued
order by entries.position
