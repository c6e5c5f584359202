-- One row per cost that is booked on a day on which postings had ended before it was recorded.
select
    movements.position,
    movements.document,
    movements.account,
    movements."on",
    closings.cut_off,
from movements
asof join closings on movements.position > closings.position
where
    movements.layer = 'cost'
    and movements."on" <= closings.cut_off
order by movements.position
