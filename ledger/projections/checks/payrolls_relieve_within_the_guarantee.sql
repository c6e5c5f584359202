-- One row per relief of a payroll beyond what its promise had open then, or by overtime or a penalty.
-- In the order in which the entries were recorded. A day in the past may hide a promise, so only a whole window is judged.
with

moved as (
    select
        document,
        line,
        account,
        position,
        sum(if(layer = 'ordered', amount, -amount)) as change,
        bool_or(layer = 'relieved' and pay is not null and amount > 0) as by_payroll,
    from movements
    where layer in ('ordered', 'relieved')
    group by document, line, account, position
),

running as (
    select
        *,
        sum(change) over (partition by document, line, account order by position) as left_open,
    from moved
)

select
    running.position,
    running.document,
    running.line,
    running.account,
    'beyond the guarantee' as problem,
from running
cross join whole_window
where
    running.by_payroll
    and running.left_open < 0
union all
select
    position,
    document,
    line,
    account,
    pay || ' relieves nothing' as problem,
from movements
where
    layer = 'relieved'
    and pay in ('overtime', 'penalties')
order by position, line, problem
