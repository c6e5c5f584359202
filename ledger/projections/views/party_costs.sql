-- One row per part of a cost, incurred or committed: whose it is, whether that is a related party's, and what it was promised on.
-- `disclosed` is yes where the party was declared related by an entry before; `promise` says whether the order or hire that the cost relieves was
-- approved by the day of its document (before), later (after), or that there is none; `evidence`, whether the entry has any.
with

declared_spans as (
    select
        party,
        list(struct_pack(starts := starts, ends := ends, position := position)) as spans,
    from parties
    where starts is not null
    group by party
),

approved as (
    select
        document,
        min("on") as "on",
    from statuses
    where stage in ('approved', 'engaged')
    group by document
),

relieved as (
    select
        movements.position,
        max(approved."on") as "on",
    from movements
    inner join approved on approved.document = movements.document
    where movements.layer = 'relieved'
    group by movements.position
)

select
    cost_parts.position,
    cost_parts.day,
    cost_parts.basis,
    cost_parts.document,
    split_part(cost_parts.document, '/', 1) as kind,
    cost_parts.account,
    coalesce(cost_parts.category, cost_parts.account) as category,
    cost_parts.party,
    if(cost_parts.related, 'yes', 'no') as related,
    if(
        len(list_filter(
            declared_spans.spans,
            lambda span: cost_parts.day between span.starts and coalesce(span.ends, cost_parts.day) and span.position < cost_parts.position
        )) > 0, 'yes', 'no'
    ) as disclosed,
    case
        when relieved.position is not null and relieved."on" <= cost_parts.day then 'before'
        when relieved.position is not null then 'after'
        else 'none'
    end as promise,
    if(entries.evidence > 0, 'yes', 'no') as evidence,
    cost_parts.amount,
from cost_parts
inner join entries on entries.position = cost_parts.position
left join relieved on relieved.position = cost_parts.position
left join declared_spans on declared_spans.party = cost_parts.party
where cost_parts.basis in ('incurred', 'committed')
order by cost_parts.position, cost_parts.basis, cost_parts.document, cost_parts.line
