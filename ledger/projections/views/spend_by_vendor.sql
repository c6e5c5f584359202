-- One row per vendor (every party without an engagement that no payroll pays): committed, posted, paid, and posted but not paid, side by side.
select
    spend_by_party.party,
    if(spend_by_party.party is null, 'no vendor named', party_names.name) as vendor,
    spend_by_party.committed,
    spend_by_party.posted,
    spend_by_party.paid,
    spend_by_party.unpaid,
from spend_by_party
left join party_names on party_names.party = spend_by_party.party
where not engaged
order by spend_by_party.party
