-- One row per account and entry that locks, moves or adds to its budget: the change in the book's currency, and the heading that it changes.
-- The heading is the account's category. What is drawn from the contingency is a change of the contingency account too.
select
    movements.position,
    movements."on" as day,
    case movements.layer
        when 'budget' then 'locked'
        when 'reallocation' then 'reallocated'
        when 'contingency' then 'contingency drawn'
        else 'overage'
    end as step,
    movements.document,
    movements.account,
    coalesce(chart.category, movements.account) as category,
    coalesce(chart.section, 'not in the chart') as section,
    if(chart.is_contingency, 'yes', 'no') as contingency,
    sum(movements.book_amount) as amount,
from movements
left join chart on chart.account = movements.account
where movements.layer in ('budget', 'reallocation', 'contingency', 'overage')
group by all
having sum(movements.book_amount) <> 0
order by movements.position, movements.account
