-- One row per account whose sums do not hold: total = to date + commitments, EFC = total + ETC, variance = final - EFC, ETC never below zero.
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
    or etc < 0
    or etc is null
order by account
