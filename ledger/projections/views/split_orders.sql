-- One row per order or hire that its grant lets one decide alone and that, with others of the same party by them and their deputies within some days, goes beyond that.
-- Of 7, 14 and 30 days the fewest in which it does; `together` is what they come to, and `limit` what may be decided alone.
select
    orders_by_party_days.day,
    split_part(orders_by_party_days.document, '/', 2) as document,
    orders_by_party_days.party,
    orders_by_party_days.decider,
    orders_by_party_days.within::integer as days,
    orders_by_party_days.orders,
    orders_by_party_days.amount as together,
    orders_by_party_days.up_to as "limit",
    book.currency,
    orders_by_party_days.position as entry,
from orders_by_party_days
cross join book
where orders_by_party_days.split = 'yes'
qualify row_number() over (partition by orders_by_party_days.position order by orders_by_party_days.within::integer) = 1
order by orders_by_party_days.position
