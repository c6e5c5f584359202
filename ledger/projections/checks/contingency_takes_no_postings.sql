-- One row per cost or accrual on the contingency account: contingency is drawn into the account that needs it, and never spent on.
select
    movements.position,
    movements.document,
    movements.account,
    movements.book_amount as amount,
from movements
inner join chart on chart.account = movements.account
where
    movements.layer in ('cost', 'accrued')
    and chart.is_contingency
order by movements.position
