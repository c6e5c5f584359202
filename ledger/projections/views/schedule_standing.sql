-- One row: where the shoot stands by its last production reports: days and eighths behind, and the last shoot day as approved, planned and expected.
-- Days behind are those of the unit that is furthest behind (below zero: ahead), eighths those of all units together. Approved is the last
-- shoot day of the first issued revision. Expected is the planned one, or the window's day once that is past, and as many working days later
-- as the shoot is behind; the day of the last report where nothing is left to shoot.
with

days as (
    select
        count(*) as shoot_days,
        count(*) filter (shoot_days.date <= as_at."on") as shoot_day,
        count(*) filter (shoot_days.date > as_at."on") as days_left,
        max(shoot_days.date) as scheduled_wrap,
    from shoot_days
    cross join as_at
),

told as (
    select *
    from shooting_progress
    where entry is not null
    qualify row_number() over (partition by unit order by number desc) = 1
),

progress as (
    select
        coalesce(max(-days_ahead), 0) as days_behind,
        coalesce(sum(planned_to_date), 0) as planned_to_date,
        coalesce(sum(shot_to_date), 0) as shot_to_date,
        coalesce(sum(-eighths_ahead), 0) as eighths_behind,
        max(date) as last_told,
    from told
),

reported as (
    select count(*) as days_reported
    from latest_reports
),

first_issued as (
    select min(position) as position
    from board
    where kind = 'revision'
),

approved_days as (
    select arg_max(struct_pack(date := board.date), board.position).date as date
    from board
    inner join first_issued on board.position <= first_issued.position
    where board.kind = 'day'
    group by board.day
),

approved as (
    select max(date) as approved_wrap
    from approved_days
),

week as (
    select item as weekday
    from board
    where kind = 'weekday'
    qualify rank() over (order by "on" desc, position desc) = 1
),

coming as (
    select
        greatest(days.scheduled_wrap, as_at."on") as starts,
        unnest(range(1, 731)) as n,
    from days
    cross join as_at
),

working as (
    select
        (starts + n::integer)::date as date,
        row_number() over (order by n) as place,
    from coming
    where
        lower(dayname(starts + n::integer)) in (select weekday from week)
        and (starts + n::integer)::date not in (select date from days_off)
)

select
    days.shoot_day,
    days.shoot_days,
    reported.days_reported,
    progress.last_told as last_reported,
    days.days_left,
    progress.days_behind::bigint as days_behind,
    approved.approved_wrap,
    days.scheduled_wrap,
    case
        when schedule_figures.eighths = 0 then coalesce(progress.last_told, days.scheduled_wrap)
        when progress.days_behind > 0 then working.date
        else days.scheduled_wrap
    end as expected_wrap,
    progress.planned_to_date::bigint as planned_to_date,
    progress.shot_to_date::bigint as shot_to_date,
    progress.eighths_behind::bigint as eighths_behind,
    schedule_figures.eighths::bigint as eighths_left,
from days
cross join progress
cross join reported
cross join approved
cross join schedule_figures
left join working on working.place = progress.days_behind
