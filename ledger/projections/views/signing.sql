-- One row: how many actors are enrolled, how many decisions there are and are signed, and how many answer a request of whoever decided.
select
    (select count(distinct party) from actor_steps) as actors,
    (select count(*) from entries where kind <> 'signature') as decisions,
    (select count(*) from decision_signatures) as signed,
    (select count(*) from own_requests) as "own requests",
