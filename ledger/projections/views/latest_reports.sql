-- One row per shoot day that has a production report: the entry whose report counts, which is the latest.
select
    shooting.position as entry,
    shooting."on" as filed,
    shooting.day,
    shoot_days.unit,
    shoot_days.number,
    shoot_days.date,
    shooting.setups,
    shooting.began as call,
    shooting.first_shot,
    shooting.meal as lunch,
    shooting.ended as wrap,
    shooting.seconds,
    shooting.item as notes,
    count(*) over (partition by shooting.day) - 1 as corrections
from shooting
inner join shoot_days on shoot_days.day = shooting.day
where shooting.kind = 'day'
qualify row_number() over (partition by shooting.day order by shooting."on" desc, shooting.position desc) = 1
order by shoot_days.date, shoot_days.unit
