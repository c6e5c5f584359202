-- One row per scheme and account that it puts in a class: its own or, where it has none, that of its category; and the entry that says so.
with

latest as (
    select
        scheme,
        account,
        class,
        position,
    from scheme_classes
    where account is not null
    qualify row_number() over (partition by scheme, account order by "on" desc, position desc) = 1
),

schemes as (
    select distinct scheme
    from latest
)

select
    schemes.scheme,
    chart.account,
    chart.name as description,
    coalesce(own.class, whole.class) as class,
    if(own.class is null, 'its category', 'itself') as "by",
    coalesce(own.position, whole.position) as entry,
from chart
cross join schemes
left join latest as own on own.scheme = schemes.scheme and own.account = chart.account
left join latest as whole on whole.scheme = schemes.scheme and whole.account = chart.category
where coalesce(own.class, whole.class) is not null
order by schemes.scheme, chart.number
