-- One row: the terms by which the cash flow is planned, each as it was last set or at its default, and the days between which it is.
-- It is planned from the window's day (or the day on which the last known entry was recorded, if that is before it) for at most ten years.
-- Defaults: VAT declared by the quarter and back three months after it, withheld tax paid over on day 20 and social security on the last day of
-- the month after, orders paid 30 days after their work, no VAT to come, estimates without a phase spread over 13 weeks.
with

latest as (
    select *
    from cash_entries
    where what = 'terms'
    qualify row_number() over (order by "on" desc, position desc) = 1
)

select
    least(as_at."on", timezone(book.timezone, timezone('UTC', as_at."at"))::date) as planned_from,
    (planned_from + interval 10 year)::date as planned_to,
    coalesce(latest.tax_period, 'quarter') as tax_period,
    coalesce(latest.refund_after, 3) as refund_after,
    coalesce(latest.pays_after, 30) as pays_after,
    coalesce(latest.withholding_day, 20) as withholding_day,
    coalesce(latest.social_security_day, 31) as social_security_day,
    coalesce(latest.vat, 0)::decimal(9, 4) as vat,
    coalesce(latest.vat_on_estimates, 0)::decimal(9, 4) as vat_on_estimates,
    coalesce(latest.spread, 13) as spread,
    latest.position as entry,
from as_at
cross join book
left join latest on true
