-- One row per unit (and all of them as `all`), player and date from the player's first working day to the last: the day out of days code.
-- S starts and F finishes, W works, H is held, D is dropped and P picked up in one day's code (SW, W, WF, SWF, WD, PW); / is a holiday, M a
-- travel day, off a company day off. A player who is not held, or is dropped, has no code in between. A drop is placed in the first gap
-- with as many calendar days as the player's rule says.
with

rules as (
    select
        item as player,
        held,
        days as drop_after
    from board
    where kind = 'hold'
    qualify row_number() over (partition by item order by "on" desc, position desc) = 1
),

works as (
    select
        cast_days.unit,
        cast_days.player,
        cast_days.date,
        coalesce(rules.held, true) as held,
        rules.drop_after,
        min(cast_days.date) over by_player as starts,
        max(cast_days.date) over by_player as finishes,
        lead(cast_days.date) over (partition by cast_days.unit, cast_days.player order by cast_days.date) as next_date
    from cast_days
    left join rules on rules.player = cast_days.player
    window by_player as (partition by cast_days.unit, cast_days.player)
),

drops as (
    select
        unit,
        player,
        date as dropped,
        next_date as picked_up
    from works
    where held and date_diff('day', date, next_date) - 1 >= drop_after
    qualify row_number() over (partition by unit, player order by date) = 1
),

spans as (
    select distinct
        unit,
        player,
        held,
        starts,
        finishes
    from works
),

dates as (
    select
        spans.*,
        cast(unnest(generate_series(spans.starts, spans.finishes, interval 1 day)) as date) as date
    from spans
),

coded as (
    select
        dates.unit,
        dates.player,
        dates.date,
        case
            when works.date is not null then concat(
                if(dates.date = dates.starts, 'S', ''),
                if(dates.date = drops.picked_up, 'P', ''),
                'W',
                if(dates.date = drops.dropped, 'D', ''),
                if(dates.date = dates.finishes, 'F', '')
            )
            when dates.date > drops.dropped and dates.date < drops.picked_up then null
            when off_dates.code is not null then off_dates.code
            when dates.held then 'H'
        end as code
    from dates
    left join works on works.unit = dates.unit and works.player = dates.player and works.date = dates.date
    left join drops on drops.unit = dates.unit and drops.player = dates.player
    left join off_dates on off_dates.date = dates.date
)

select
    coded.unit,
    coded.player as "cast",
    coded.date,
    coded.code,
    shoot_days.day,
    shoot_days.number
from coded
left join shoot_days on shoot_days.date = coded.date and shoot_days.unit = coded.unit
where coded.code is not null
order by
    coded.unit, try_cast(regexp_extract(coded.player, '[0-9]+') as integer), coded.player, coded.date
