-- One row per document in another currency whose two sides differ by more than rounding makes: half a minor unit for each figure.
select
    document,
    off,
    "at most",
from exchange_rounding
where abs(off) > "at most"
order by document
