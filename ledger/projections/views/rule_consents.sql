-- One row per waiver and consent of a protected party: the rule, its scope, up to how much in the book's currency, its days, its entry.
-- `ended` is the day from which it counts no more because it was ended; `in_force` whether it counts on the window's day.
with

ended as (
    select
        given_by,
        min("on") as ended,
    from rule_steps
    where step = 'ended'
    group by given_by
)

select
    given.pack_key,
    given.rule,
    given.step,
    given.scope,
    given.up_to::decimal(38, 4) as up_to,
    given."on" as since,
    given.until,
    ended.ended,
    as_at."on" <= coalesce(given.until, as_at."on") and ended.ended is null as in_force,
    given.position,
from rule_steps as given
cross join as_at
left join ended on ended.given_by = given.position
where given.step in ('waived', 'consented')
order by given.pack_key, given.position
