-- One row, the threshold beyond which a variance needs a note: the latest that took effect; no row before the first.
select
    variances.position as entry,
    variances."on",
    variances.amount,
    variances.percent,
    variances.financier,
from variances
where variances.kind = 'threshold'
qualify row_number() over (order by variances."on" desc, variances.position desc) = 1
