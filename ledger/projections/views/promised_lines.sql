-- One row per line of an order, engagement or accrual with its party, days and stage: what was ordered, relieved, is open and accrued.
with

stages as (
    select
        document,
        arg_max(stage, (("on", position))) as stage,
        arg_max(ends, (("on", position))) filter (ends is not null) as ends,
    from statuses
    where kind in ('purchase-order', 'engagement')
    group by document
)

select
    promised_sums.document,
    promised_sums.kind,
    promised_sums.line,
    promised_sums.account,
    documents.party,
    promised_sums.currency,
    promised_sums.ordered,
    promised_sums.relieved,
    promised_sums.open,
    promised_sums.over_relief,
    promised_sums.ordered_book,
    promised_sums.relieved_book,
    promised_sums.open_book,
    promised_sums.accrued,
    promised_sums.committed,
    documents.starts,
    coalesce(stages.ends, documents.ends) as ends,
    documents.due,
    stages.stage,
from promised_sums
left join documents on documents.document = promised_sums.document
left join stages on stages.document = promised_sums.document
order by promised_sums.document, promised_sums.line, promised_sums.account
