-- One row per scheme, basis, entry and part of a cost: its class in the scheme, whose, where and when, in the book's currency.
-- The class is the line's own, or its account's; null where the scheme has none for it. What is undrawn of the contingency is no cost of
-- any scheme, and is `excluded` whatever its account's class. The rows of a basis sum to its figure of the cost report: paid, cost to date,
-- total and EFC.
with

schemes as (
    select distinct scheme
    from scheme_classes
)

select
    cost_parts.position,
    schemes.scheme,
    if(chart.is_contingency and cost_parts.document is null, 'excluded', coalesce(line_classes.class, account_classes.class)) as class,
    cost_parts.basis,
    cost_parts.account,
    cost_parts.category,
    cost_parts.section,
    cost_parts.party,
    cost_parts.related,
    cost_parts.country,
    cost_parts.region,
    cost_parts.settlement,
    cost_parts.day,
    cost_parts.service_from,
    cost_parts.service_to,
    cost_parts.paid_on,
    cost_parts.document,
    cost_parts.line,
    cost_parts.amount,
from cost_parts
cross join schemes
left join chart on chart.account = cost_parts.account
left join account_classes on account_classes.scheme = schemes.scheme and account_classes.account = cost_parts.account
left join line_classes
    on line_classes.scheme = schemes.scheme
    and line_classes.document = cost_parts.document
    and line_classes.line = cost_parts.line
order by schemes.scheme, cost_parts.basis, cost_parts.position, cost_parts.document, cost_parts.line, cost_parts.account
