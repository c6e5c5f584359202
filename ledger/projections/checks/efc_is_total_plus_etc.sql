-- One row per account whose sums do not hold: total, EFC, variance, and an ETC that is never below zero.
-- An account of accepted rounding differences costs what they are, also below zero. Total is to date + commitments, EFC is total + ETC, variance is final - EFC.
select
    account,
    to_date,
    commitments,
    total,
    etc,
    efc,
    final,
    variance,
from account_figures
where
    total <> to_date + commitments
    or efc <> total + etc
    or variance <> final - efc
    or etc < 0 and coalesce(section, '') <> 'rounding'
    or etc is null
order by account
