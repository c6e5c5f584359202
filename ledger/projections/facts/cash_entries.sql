-- One row per entry about the cash of the production: terms of the cash flow, or what was settled with the tax office for a tax period.
-- Terms that are at their default are null. `amount` is in the book's currency: what VAT came back, or what withheld tax was paid over.
with

read as (
    select
        position,
        "on",
        name,
        from_json(state, '{"event": {
            "tax_period": "VARCHAR", "refund_after": "INTEGER", "pays_after": "INTEGER", "withholding_day": "INTEGER",
            "social_security_day": "INTEGER", "vat": "DECIMAL(9,4)", "vat_on_estimates": "DECIMAL(9,4)", "spread": "INTEGER",
            "tax": "VARCHAR", "period_ends": "DATE", "moved_on": "DATE", "reference": "VARCHAR",
            "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}
        }}').event as event,
    from staged
    where name in ('CashTermsSet', 'TaxSettled')
)

select
    position,
    "on",
    if(name = 'CashTermsSet', 'terms', event.tax) as what,
    event.tax_period as tax_period,
    event.refund_after as refund_after,
    event.pays_after as pays_after,
    event.withholding_day as withholding_day,
    event.social_security_day as social_security_day,
    event.vat as vat,
    event.vat_on_estimates as vat_on_estimates,
    event.spread as spread,
    event.period_ends as period_ends,
    event.moved_on as moved_on,
    event.reference as reference,
    event.amount.amount as amount,
    event.amount.currency as currency,
from read
