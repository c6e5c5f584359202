-- One row per pack that was given: to whom, when, over which entries, whether with the names of persons, and the digest of the file.
select
    pack,
    party,
    "on" as given,
    "size" as entries,
    if(names, 'yes', 'no') as "names seen",
    root,
    sha256 as "SHA-256",
    position as entry,
from pack_steps
order by position
