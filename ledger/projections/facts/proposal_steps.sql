-- One row per step of a proposal: made, adopted or declined, with what the production came to without and with it.
with

read as (
    select
        position,
        "on",
        key,
        name,
        from_json(state, '{"by": "VARCHAR", "event": {
            "title": "VARCHAR", "commands": ["JSON"], "examined": "BIGINT", "first": "BIGINT", "last": "BIGINT",
            "before": {"efc": {"amount": "DECIMAL(18,4)"}, "variance": {"amount": "DECIMAL(18,4)"}},
            "after": {"efc": {"amount": "DECIMAL(18,4)"}, "variance": {"amount": "DECIMAL(18,4)"}}
        }}') as held,
    from staged
    where name in ('ProposalMade', 'ProposalAdopted', 'ProposalDeclined')
)

select
    position,
    "on",
    key as proposal,
    case name when 'ProposalMade' then 'open' when 'ProposalAdopted' then 'adopted' else 'declined' end as step,
    held."by" as party,
    held.event.title as title,
    len(held.event.commands) as commands,
    held.event.examined as examined,
    held.event.first as first_entry,
    held.event.last as last_entry,
    held.event.before.efc.amount as efc_before,
    held.event.after.efc.amount as efc_after,
    held.event.before.variance.amount as variance_before,
    held.event.after.variance.amount as variance_after,
from read
