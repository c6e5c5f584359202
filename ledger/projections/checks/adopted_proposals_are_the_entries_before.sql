-- One row per adopted proposal whose entries are not the ones just before its adoption, as many at least as its commands.
select
    adopted.proposal,
    adopted.position,
    adopted.first_entry,
    adopted.last_entry,
    made.commands,
from proposal_steps as adopted
inner join proposal_steps as made on made.proposal = adopted.proposal and made.step = 'open'
where
    adopted.step = 'adopted'
    and (adopted.last_entry <> adopted.position - 1 or adopted.last_entry - adopted.first_entry + 1 < made.commands)
order by adopted.position
