-- One row per line that is open on an order that was closed or voided.
select
    document,
    line,
    account,
    stage,
    open,
from promised_lines
where
    stage in ('closed', 'voided')
    and open > 0
order by document, line
