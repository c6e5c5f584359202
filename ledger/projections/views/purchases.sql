-- One row per scheme, entry that orders from a vendor or gives back, and class in the scheme: what it adds, in the book's currency.
with

schemes as (
    select distinct scheme
    from scheme_classes
)

select
    movements.position,
    movements."on" as day,
    schemes.scheme,
    account_classes.class,
    movements.document,
    documents.party,
    sum(movements.book_amount)::decimal(18, 4) as amount,
from movements
cross join schemes
inner join documents on documents.document = movements.document
left join account_classes on account_classes.scheme = schemes.scheme and account_classes.account = movements.account
where movements.layer = 'ordered' and movements.kind = 'purchase-order'
group by all
order by schemes.scheme, movements.position, account_classes.class
