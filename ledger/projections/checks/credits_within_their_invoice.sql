-- One row per invoice of which more is credited than was printed, or that stands with less than nothing on an account that it cost.
with

credited as (
    select
        document,
        sum(net) as net,
        sum(gross) as gross,
        sum(gross - withholding) as payable,
    from credit_notes
    group by document
),

below as (
    select
        movements.document,
        movements.account,
        sum(movements.amount) as stands,
        min(movements.amount) filter (statuses.stage = 'posted') as lowest,
    from movements
    inner join statuses on statuses.position = movements.position
    where
        movements.layer = 'cost'
        and movements.document in (select document from credited)
    group by movements.document, movements.account
)

select
    credited.document,
    credited.gross as credited,
    documents.gross,
    below.account,
    below.stands,
from credited
inner join documents on documents.document = credited.document
left join below
    on below.document = credited.document
    and below.stands < 0
    and coalesce(below.lowest, 0) >= 0
where
    credited.net > documents.net
    or credited.gross > documents.gross
    or credited.payable > documents.gross - documents.withholding
    or below.account is not null
order by credited.document, below.account
