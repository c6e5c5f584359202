-- One row per party that was ever declared related to the production: the days from when to when, without an end where it still is.
select
    party,
    list({'starts': starts, 'ends': ends} order by starts) as spans,
from parties
where starts is not null
group by party
order by party
