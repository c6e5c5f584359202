-- One row per entry that sets the terms of a scheme: what qualifies, and what the scheme gives for it, in the book's currency.
-- `bands` are the rates from the lowest up, the last perhaps without an end; `uplifts` are the conditions that are met.
with

read as (
    select
        position,
        "on",
        key as scheme,
        from_json(state, '{"event": {
            "basis": "VARCHAR", "territory": ["VARCHAR"], "regions": ["VARCHAR"], "starts": "DATE", "ends": "DATE", "paid_by": "DATE",
            "excludes": ["VARCHAR"], "related_excluded": "BOOLEAN", "in_kind_excluded": "BOOLEAN", "subsidies_deducted": "BOOLEAN",
            "minimum": {"amount": "DECIMAL(18,4)"}, "base_share": "DECIMAL(18,8)", "cap": {"amount": "DECIMAL(18,4)"},
            "bands": [{"up_to": {"amount": "DECIMAL(18,4)"}, "percent": "DECIMAL(18,8)"}],
            "uplifts": [{"condition": "VARCHAR", "points": "DECIMAL(18,8)", "factor": "DECIMAL(18,8)"}]
        }}').event as event,
    from staged
    where name = 'SchemeTermsSet'
)

select
    position,
    "on",
    scheme,
    coalesce(event.basis, 'incurred') as basis,
    coalesce(event.territory, []) as territory,
    coalesce(event.regions, []) as regions,
    event.starts as starts,
    event.ends as ends,
    event.paid_by as paid_by,
    coalesce(event.excludes, []) as excludes,
    coalesce(event.related_excluded, false) as related_excluded,
    coalesce(event.in_kind_excluded, false) as in_kind_excluded,
    coalesce(event.subsidies_deducted, false) as subsidies_deducted,
    event.minimum.amount as minimum,
    event.base_share as base_share,
    event.cap.amount as cap,
    event.bands as bands,
    coalesce(event.uplifts, []) as uplifts,
from read
