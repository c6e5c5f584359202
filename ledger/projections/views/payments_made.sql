-- One row per account, payee and entry that pays: how much in the book's currency, and how many people stand for the document by then.
-- `approved` is by how many of them it was approved or posted; `payer` recorded the payment; `asked` is yes where who began the document also pays it.
with

paid as (
    select
        position,
        "on",
        document,
        kind,
        account,
        party,
        sum(book_amount) as amount,
    from movements
    where layer = 'paid'
    group by all
),

stood as (
    select
        paid.position,
        count(distinct coalesce(entries.authority, entries."by")) as people,
        count(distinct coalesce(entries.authority, entries."by")) filter (entries.position < paid.position and entries.version > 1) as approvers,
        arg_min(entries."by", entries.position) as maker,
    from (select distinct position, document from paid) as paid
    inner join entries on entries.stream = paid.document and entries.position <= paid.position
    group by paid.position
)

select
    paid.position,
    coalesce(statuses.ends, paid."on") as day,
    paid.document,
    paid.kind,
    paid.account,
    coalesce(chart.category, paid.account) as category,
    coalesce(paid.party, documents.party) as party,
    entries."by" as payer,
    if(stood.maker = entries."by", 'yes', 'no') as asked,
    if(coalesce(paid.party, documents.party) = coalesce(entries.authority, entries."by"), 'yes', 'no') as own,
    stood.people::varchar as people,
    stood.approvers::varchar as approvers,
    paid.amount,
from paid
inner join entries on entries.position = paid.position
inner join stood on stood.position = paid.position
left join statuses on statuses.position = paid.position
left join documents on documents.document = paid.document
left join chart on chart.account = paid.account
order by paid.position, paid.account, party
