-- One row per party for whom it was set what it may see in a pack: kinds of document, reports, evidence, names of persons.
-- A party without a row may see everything.
with

latest as (
    select
        party,
        max((("on", position))) as last,
    from access_steps
    group by party
)

select
    access_steps.party,
    if(access_steps.kinds is null, 'all', coalesce(nullif(array_to_string(access_steps.kinds, ', '), ''), 'none')) as "entries of",
    if(access_steps.reports is null, 'all', coalesce(nullif(array_to_string(access_steps.reports, ', '), ''), 'none')) as reports,
    if(access_steps.evidence, 'yes', 'no') as "evidence seen",
    if(access_steps.names, 'yes', 'no') as "names seen",
    access_steps."on" as since,
    access_steps.position as entry,
from access_steps
join latest
    on latest.party = access_steps.party
    and latest.last = (access_steps."on", access_steps.position)
order by access_steps.party
