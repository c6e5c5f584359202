-- One row per entry that engages, changes, extends or releases somebody: in which role, and whether the role had another before.
-- `step` is replaced where somebody is engaged in a role that another person had, and released only before the day to which they were engaged.
with

hired as (
    select
        document,
        party,
        role,
        department,
        ends,
        position,
    from documents
    where kind = 'engagement'
),

steps as (
    select
        hired.document,
        hired.party,
        hired.role,
        hired.department,
        statuses.position,
        statuses."on",
        statuses.stage,
        statuses.ends,
        max(statuses.ends) filter (statuses.stage in ('engaged', 'extended')) over (
            partition by hired.document order by statuses."on", statuses.position rows between unbounded preceding and 1 preceding
        ) as until,
        first_value(hired.party) over (partition by hired.role order by statuses."on", statuses.position) as first_in_role,
    from hired
    inner join statuses on statuses.document = hired.document
    where statuses.stage in ('engaged', 'changed', 'extended', 'released')
)

select
    position,
    "on" as day,
    document,
    party,
    role,
    department,
    case
        when stage = 'engaged' and first_in_role <> party then 'replaced'
        when stage = 'released' and ends >= until then 'finished'
        else stage
    end as step,
    1 as number,
from steps
order by position
