-- One row per enrolment of an actor: who, and since when; none in a book whose decisions are declared alone.
select
    party,
    "on",
    position as entry,
from actor_steps
where step = 'enrolled'
order by position
