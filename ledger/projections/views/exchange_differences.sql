-- One row per order, hire, invoice or receipt in another currency: how far its amount at its own rate is from that at the rate that was agreed.
-- In the book's currency, without sign.
with

dealt as (
    select
        position,
        "on",
        document,
        currency,
        coalesce(gross, net) as amount,
        rate,
    from documents
    where gross is not null or net is not null
    union all
    select
        position,
        "on",
        concat('source/', source) as document,
        currency,
        amount,
        rate,
    from financing
    where
        step = 'received'
        and rate is not null
)

select
    dealt.position,
    dealt."on" as day,
    dealt.document,
    dealt.currency,
    abs(in_book(dealt.amount, dealt.rate) - in_book(dealt.amount, agreed_rates.rate))::decimal(18, 4) as amount,
from dealt
cross join book
inner join agreed_rates on agreed_rates.currency = dealt.currency
where dealt.currency <> book.currency
order by dealt.position
