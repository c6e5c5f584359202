-- One row per phase of the production: from when to when it runs, and the entry that said so last.
select
    item as phase,
    date as starts,
    ends,
    position as entry
from board
where kind = 'phase'
qualify row_number() over (partition by item order by "on" desc, position desc) = 1
order by starts, ends, phase
