-- One row per entry of the book: who recorded it, when, from which day, on whose authority; late and back-dated ones marked.
-- Late: the day printed on it was closed when it was recorded. Back-dated: it takes effect before the day, in the
-- book's time zone, of its recording.
select
    entries.position,
    entries."at",
    entries."on",
    entries."by",
    recorders.name as by_name,
    entries.authority,
    holders.name as authority_name,
    entries.grant_key,
    entries.stream,
    entries.kind,
    entries.key,
    entries.version,
    entries.name,
    entries.evidence,
    entries.corrects,
    late_entries.position is not null as late,
    entries."on" < timezone(book.timezone, timezone('UTC', entries."at"))::date as back_dated,
from entries
cross join book
left join late_entries on late_entries.position = entries.position
left join party_names as recorders on recorders.party = entries."by"
left join party_names as holders on holders.party = entries.authority
order by entries.position
