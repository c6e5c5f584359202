-- One row per shoot day that an entry moved or cancelled: the date it had and the date it has since, none when cancelled.
with

added as (
    select
        day,
        unit
    from board
    where kind = 'day' and unit is not null
    qualify row_number() over (partition by day order by "on", position) = 1
)

select
    board.position as entry,
    board."on",
    board.day,
    added.unit,
    board.was,
    board.date as now
from board
inner join added on added.day = board.day
where board.kind = 'day' and board.was is not null
order by entry, board.was, board.day
