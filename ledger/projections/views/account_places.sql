-- One row per account that is placed: the country and region where it is spent, unless a line says otherwise; and the entry that says so.
select
    account,
    country,
    region,
    position as entry,
from cost_places
where account is not null
qualify row_number() over (partition by account order by "on" desc, position desc) = 1
order by account
