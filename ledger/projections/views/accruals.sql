-- One row per accrual: in which period, on which accounts and order, how much, whether it stands, and what reversed it.
-- The amount is in the book's currency. It stands until the last day of its period; due is what still stood after it.
with

made as (
    select
        document,
        key,
        position,
        "on",
        ends,
        label as period,
    from statuses
    where
        kind = 'accrual'
        and stage = 'accrued'
),

reversed as (
    select
        document,
        "on",
        coalesce(label, 'by hand') as reversed_by,
    from statuses
    where
        kind = 'accrual'
        and stage = 'reversed'
),

amounts as (
    select
        position,
        string_agg(distinct account, ', ' order by account) as account,
        string_agg(distinct document, ', ' order by document) filter (kind <> 'accrual') as promise,
        sum(book_amount) as amount,
    from movements
    where layer = 'accrued'
    group by position
)

select
    made.key as accrual,
    made.period,
    amounts.account,
    split_part(amounts.promise, '/', 2) as "order",
    party_names.name as vendor,
    documents.description,
    amounts.amount,
    made."on",
    made.ends as until,
    case
        when reversed.document is not null then 'reversed'
        when made.ends < as_at."on" then 'due'
        else 'standing'
    end as stage,
    reversed."on" as "reversed on",
    if(contains(reversed.reversed_by, '/'), split_part(reversed.reversed_by, '/', 2), reversed.reversed_by) as "reversed by",
from made
cross join as_at
inner join amounts on amounts.position = made.position
left join documents on documents.document = made.document
left join reversed on reversed.document = made.document
left join party_names on party_names.party = documents.party
order by made.key
