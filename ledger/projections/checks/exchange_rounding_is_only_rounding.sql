-- One row per document in another currency whose two sides differ by more than rounding makes: half a minor unit for each figure.
select
    exchange_rounding.document,
    exchange_rounding.off,
    exchange_rounding.halves,
from exchange_rounding
cross join book
where 2 * abs(exchange_rounding.off) > exchange_rounding.halves * book.unit
order by exchange_rounding.document
