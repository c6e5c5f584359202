-- One row per order and engagement: what is promised, relieved and open over its lines, and its flags.
-- Flags: confirming, over budget, over-relieved.
with

summed as (
    select
        document,
        any_value(currency) as currency,
        sum(ordered) as ordered,
        sum(relieved) as relieved,
        sum(open) as open,
        sum(open_book) as open_book,
        sum(over_relief) as over_relief,
    from promised_lines
    group by document
),

stages as (
    select
        document,
        arg_max(stage, (("on", position))) as stage,
        arg_max(ends, (("on", position))) filter (ends is not null) as ends,
        bool_or(over_budget) as over_budget,
        bool_or(confirming) as confirming,
    from statuses
    where kind in ('purchase-order', 'engagement')
    group by document
)

select
    documents.document,
    documents.kind,
    documents.key,
    documents.party,
    coalesce(party_names.name, documents.party) as party_name,
    summed.currency,
    coalesce(summed.ordered, 0) as ordered,
    coalesce(summed.relieved, 0) as relieved,
    coalesce(summed.open, 0) as open,
    coalesce(summed.open_book, 0) as open_book,
    stages.stage,
    coalesce(stages.ends, documents.ends) as ends,
    concat_ws(
        ', ',
        if(stages.confirming, 'confirming', null),
        if(stages.over_budget, 'over budget', null),
        if(summed.over_relief > 0, 'over-relieved', null)
    ) as flags,
from documents
inner join stages on stages.document = documents.document
left join summed on summed.document = documents.document
left join party_names on party_names.party = documents.party
where documents.kind in ('purchase-order', 'engagement')
order by documents.kind, documents.key
