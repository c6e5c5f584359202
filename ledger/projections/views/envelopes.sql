-- One row per envelope of receipts: whose, when it was booked, its receipts with net, tax, cost and gross, and whether it stands.
-- Amounts are in the advance's currency; accounts are where the receipts stand after recodes. Late is what holds a receipt of a day that was closed before it was booked.
with

posted as (
    select
        statuses.*,
        documents.party as holder,
    from statuses
    inner join documents on documents.document = statuses.document
    where statuses.stage = 'envelope'
),

sums as (
    select
        position,
        count(*) as lines,
        min(dated) as first,
        max(dated) as last,
        sum(net) as net,
        sum(tax) as tax,
        sum(recoverable) as recoverable,
        sum(amount) as cost,
    from cost_lines
    group by position
),

coded as (
    select
        statuses.document,
        statuses.label,
        cost_lines.account,
    from cost_lines
    inner join statuses on statuses.position = cost_lines.position
    where
        statuses.kind = 'advance'
        and statuses.stage in ('envelope', 'recoded')
    group by statuses.document, statuses.label, cost_lines.account
    having
        sum(cost_lines.net) <> 0
        or sum(cost_lines.tax) <> 0
),

stands as (
    select
        document,
        label,
        string_agg(account, ', ' order by account) as accounts,
    from coded
    group by document, label
),

reversals as (
    select
        document,
        label,
        max("on") as reversed_on,
    from statuses
    where stage = 'envelope reversed'
    group by document, label
)

select
    posted.key as advance,
    posted.label as envelope,
    coalesce(party_names.name, posted.holder) as holder,
    posted."on" as "booked on",
    sums.first as "first receipt",
    sums.last as "last receipt",
    sums.lines,
    stands.accounts,
    posted.currency,
    sums.net,
    sums.tax,
    sums.recoverable,
    sums.cost,
    posted.amount as gross,
    if(reversals.document is null, 'posted', 'reversed') as stage,
    reversals.reversed_on as "reversed on",
    posted.position in (select position from late_entries) as late,
from posted
inner join sums on sums.position = posted.position
left join stands on stands.document = posted.document and stands.label = posted.label
left join reversals on reversals.document = posted.document and reversals.label = posted.label
left join party_names on party_names.party = posted.holder
order by posted.key, posted.position
