-- One row per line of money on an account that the chart does not have.
-- A day in the past may hide the account, so only a whole window is judged.
select
    movements.position,
    movements.document,
    movements.account,
    movements.layer,
    movements.book_amount as amount,
from movements
cross join whole_window
left join chart on chart.account = movements.account
where chart.account is null
order by movements.position
