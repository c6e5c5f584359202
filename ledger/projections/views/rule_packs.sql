-- One row per rule pack that the book is judged by: its version and digest, whom it protects, how many rules it has, the entry that installed it.
select
    pack_key,
    pack,
    release as version,
    sha256,
    financier,
    rules,
    "on" as installed,
    position,
from rule_steps
where step in ('installed', 'withdrawn')
qualify row_number() over (partition by pack_key order by "on" desc, position desc) = 1 and step = 'installed'
order by pack_key
