-- One row per checkpoint that was given: to whom, when, over which entries, its root, and the log key that signed it, none where it is unsigned.
select
    checkpoint,
    party,
    "on" as given,
    "size" as entries,
    root,
    coalesce(log_key, 'unsigned') as "signed by",
    position as entry,
from checkpoint_steps
order by position
