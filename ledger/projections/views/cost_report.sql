-- One row per line of the cost report: accounts in the chart's order, subtotals by category and section, and the footer; minus is over budget.
-- The contingency account stands in the footer alone: here the sections and the total leave it out and the grand total adds it, while the top
-- sheet shows it inside its section. Grand totals are the same on both. A category with one account has no subtotal.
with

figures as (
    select
        account_labels.*,
        account_figures.* exclude (account),
        latest_estimates.cause,
    from account_figures
    inner join account_labels on account_labels.account = account_figures.account
    left join latest_estimates on latest_estimates.account = account_figures.account
),

summed as (
    select
        if(is_contingency, 'contingency', 'production') as part,
        section,
        category,
        account,
        any_value(category_name) as category_name,
        any_value(description) as description,
        max(number) as number,
        count(*) as accounts,
        sum(period) as period,
        sum(to_date) as to_date,
        sum(commitments) as commitments,
        sum(total) as total,
        sum(etc) as etc,
        sum(efc) as efc,
        sum(locked) as locked,
        sum(reallocated) as reallocated,
        sum(contingency) as contingency,
        sum(overages) as overages,
        sum(final) as final,
        sum(variance) as variance,
        any_value(concat_ws(
            '; ',
            if(held_exceeded, 'held EFC exceeded', null),
            if(to_confirm, 'label to be confirmed', null),
            if(mode = 'on budget', null, left(cause, 60))
        )) as note,
        grouping(section, category, account) as level,
    from figures
    group by grouping sets ((part, section, category, account), (part, section, category), (part, section), (part), ())
)
