-- One row per offer of a comparison of offers for an order: whose, how much, and whether the comparison has a reason.
with

read as (
    select
        position,
        "on",
        stream,
        from_json(state, '{"reason": "VARCHAR", "event": {"offers": [{
            "party": "VARCHAR", "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}
        }]}}') as held,
    from staged
    where name = 'OffersCompared'
),

offers as (
    select
        position,
        "on",
        stream,
        held.reason as reason,
        unnest(held.event.offers) as offer,
    from read
)

select
    position,
    "on",
    stream as document,
    offer.party as party,
    offer.amount.amount as amount,
    offer.amount.currency as currency,
    reason is not null as reasoned,
from offers
