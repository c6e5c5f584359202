-- One row per person engaged or paid by a payroll: committed, posted, paid, and posted but not paid, side by side.
select
    spend_by_party.party,
    party_names.name as person,
    spend_by_party.committed,
    spend_by_party.posted,
    spend_by_party.paid,
    spend_by_party.unpaid,
from spend_by_party
left join party_names on party_names.party = spend_by_party.party
where engaged
order by spend_by_party.party
