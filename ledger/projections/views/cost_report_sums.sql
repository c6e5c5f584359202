-- One row per account, category, section and part of the cost report, and one for the whole: the sums of every column.
-- `part` is production, or contingency for the contingency account; `level` is account, category, section, part or
-- whole.
select
    case grouping(part, section, category, account)
        when 0 then 'account'
        when 1 then 'category'
        when 3 then 'section'
        when 7 then 'part'
        else 'whole'
    end as level,
    if(is_contingency, 'contingency', 'production') as part,
    section,
    category,
    account,
    arg_min(category_name, number) as category_name,
    arg_min(description, number) as description,
    max(number) as number,
    count(*) as accounts,
    sum(period) as period,
    sum(to_date) as to_date,
    sum(commitments) as commitments,
    sum(accrued) as accrued,
    sum(total) as total,
    sum(etc) as etc,
    sum(efc) as efc,
    sum(locked) as locked,
    sum(reallocated) as reallocated,
    sum(contingency) as contingency,
    sum(overages) as overages,
    sum(final) as final,
    sum(variance) as variance,
    sum(last_efc) as last_efc,
    sum(change) as change,
    arg_min(note, number) as note,
from account_figures
left join last_efcs using (account)
group by grouping sets ((part, section, category, account), (part, section, category), (part, section), (part), ())
having count(*) > 0
order by part, section, category, account
