-- One row per date on which the company does not work, besides the weekdays outside its working week: the latest calendar alone.
with

set_days as (
    select position
    from board
    where kind = 'weekday'
    qualify row_number() over (order by "on" desc, position desc) = 1
)

select
    board.date,
    dayname(board.date) as weekday,
    board.kind,
    board.item as label,
    board.position as entry
from board
inner join set_days on set_days.position = board.position
where board.kind in ('holiday', 'rest', 'travel')
order by board.date, board.kind, board.item
