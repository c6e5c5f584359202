-- One row when the window's day hides no known entry, none when it may: what needs every entry is checked in a whole window alone.
-- No entry takes effect after the day on which it is recorded, so a window up to the day of its last entry hides none.
select
    as_at.position,
    as_at."on",
from as_at
cross join book
where as_at."on" >= timezone(book.timezone, timezone('UTC', as_at."at"))::date
