-- One row per date between the first and the last shoot day on which no unit shoots and the company is off: the code that a day out of days has.
-- A holiday is /, a travel day M, and a weekday outside the working week or a day of rest is off. A date on which a unit shoots is none.
with

dates as (
    select cast(unnest(generate_series(min(date), max(date), interval 1 day)) as date) as date
    from shoot_days
),

week as (
    select item as weekday
    from board
    where kind = 'weekday'
    qualify rank() over (order by "on" desc, position desc) = 1
),

coded as (
    select
        dates.date,
        case
            when days_off.kind = 'holiday' then '/'
            when days_off.kind = 'travel' then 'M'
            when days_off.kind = 'rest' then 'off'
            when lower(dayname(dates.date)) not in (select weekday from week) then 'off'
        end as code
    from dates
    left join days_off on days_off.date = dates.date
)

select
    date,
    code
from coded
where code is not null and date not in (select date from shoot_days)
order by date
