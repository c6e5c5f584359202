-- One row per payroll and person: straight time, overtime, penalties, allowances and fringes, and what the payroll paid them in all.
-- Amounts are in the payroll's own currency; a payroll that was reversed comes to nothing and is left out.
select
    split_part(movements.document, '/', 2) as payroll,
    movements.party,
    coalesce(party_names.name, movements.party) as person,
    movements.currency,
    coalesce(sum(movements.amount) filter (movements.pay = 'straight'), 0) as straight,
    coalesce(sum(movements.amount) filter (movements.pay = 'overtime'), 0) as overtime,
    coalesce(sum(movements.amount) filter (movements.pay = 'penalties'), 0) as penalties,
    coalesce(sum(movements.amount) filter (movements.pay = 'allowances'), 0) as allowances,
    coalesce(sum(movements.amount) filter (movements.pay = 'fringes'), 0) as fringes,
    sum(movements.amount) as total,
from movements
left join party_names on party_names.party = movements.party
where
    movements.kind = 'payroll'
    and movements.layer = 'cost'
group by movements.document, movements.party, party_names.name, movements.currency
having sum(movements.amount) <> 0
order by payroll, movements.party
