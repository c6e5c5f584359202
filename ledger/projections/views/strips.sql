-- One row per scene that is in the script: what its strip says, and the shoot day and place in its order where it is placed.
with

words as (
    select * exclude (position, "on", step)
    from scenes
    where step in ('added', 'revised')
    qualify row_number() over (partition by scene order by "on" desc, position desc) = 1
),

omitted as (
    select scene
    from scenes
    qualify row_number() over (partition by scene order by "on" desc, position desc) = 1 and step = 'omitted'
),

placed as (
    select
        item as scene,
        day,
        place
    from board
    where kind = 'strip'
    qualify row_number() over (partition by item order by "on" desc, position desc) = 1
)

select
    words.scene,
    words.eighths,
    in_pages(words.eighths) as pages,
    words.int_ext,
    words."set",
    words.day_night,
    words."cast",
    words.synopsis,
    shoot_days.unit,
    shoot_days.number,
    shoot_days.day,
    shoot_days.date,
    case when shoot_days.day is not null then placed.place end as place
from words
left join placed on placed.scene = words.scene
left join shoot_days on shoot_days.day = placed.day
where words.scene not in (from omitted)
order by try_cast(regexp_extract(words.scene, '[0-9]+') as integer), words.scene
