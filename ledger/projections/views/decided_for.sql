-- One row per decision on a deputy's grant: the person for whom the deputy decides. A holder and a deputy are one where two must decide.
select
    entries.position,
    authorities.stands_for,
from entries
inner join authorities on authorities.grant_key = entries.grant_key
where
    authorities.step = 'granted'
    and authorities.stands_for is not null
order by entries.position
