-- One row per entry about an order, hire, invoice, payroll or advance, or that decides on a grant, and person who stands for it.
-- That is who decides, where the entry rests on an authority, else who recorded it.
select
    entries.position,
    entries."on" as day,
    entries.stream as document,
    entries.kind,
    coalesce(statuses.stage, lower(regexp_replace(entries.name, '([a-z])([A-Z])', '\1 \2', 'g'))) as step,
    coalesce(entries.authority, entries."by") as party,
    1 as number,
from entries
left join statuses on statuses.position = entries.position
where entries.kind in ('purchase-order', 'engagement', 'invoice', 'payroll', 'advance') or entries.grant_key is not null
order by entries.position
