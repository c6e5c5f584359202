-- One row per decision that is signed: the entry that holds the signature, who signed, and with which key.
select
    entries.position,
    min(signed_entries.position) as signature,
    arg_min(signed_entries.party, signed_entries.position) as party,
    arg_min(signed_entries.key_id, signed_entries.position) as key_id,
from signed_entries
inner join entries
    on entries.stream = signed_entries.document
    and entries.version = signed_entries.version
    and entries.position < signed_entries.position
group by entries.position
order by entries.position
