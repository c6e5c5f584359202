-- One row per account of the chart, in the chart's order: by section, category and account.
-- An account added later stands at the end of its category. Once the budget is locked, its contingency account is the
-- one that the lock names.
with

latest as (
    select *
    from accounts
    qualify row_number() over (partition by account order by "on" desc, position desc) = 1
),

lock as (
    select account
    from statuses
    where stage = 'locked'
    qualify row_number() over (order by "on" desc, position desc) = 1
),

ordered as (
    select
        *,
        list_position(['above the line', 'production', 'post-production', 'other', 'rounding'], section) as section_number,
        first_value(position) over in_category as category_position,
        first_value(rank) over in_category as category_rank,
    from latest
    window in_category as (partition by section, category order by position, rank)
)

select
    row_number() over (order by section_number, category_position, category_rank, ordered.position, rank) as number,
    ordered.account,
    name,
    category,
    category_name,
    section,
    section_number,
    to_confirm,
    if((select count(*) from lock) = 0, contingency, lock.account is not null) as is_contingency,
from ordered
left join lock on lock.account = ordered.account
order by number
