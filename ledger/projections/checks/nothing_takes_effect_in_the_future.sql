-- One row per entry that takes effect after the day, in the book's time zone, on which it was recorded.
select
    entries.position,
    entries.stream,
    entries."on",
    timezone(book.timezone, timezone('UTC', entries."at"))::date as recorded,
from entries
cross join book
where entries."on" > timezone(book.timezone, timezone('UTC', entries."at"))::date
order by entries.position
