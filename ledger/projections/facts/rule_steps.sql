-- One row per thing that is decided about a rule pack: that it is installed or withdrawn, that a rule is waived or consented to, that this ends.
-- `step` is installed, withdrawn, waived, consented or ended; `given_by` is the entry that gave what ends. The text of a pack stays in the book.
with

read as (
    select
        position,
        "on",
        key as pack_key,
        name,
        from_json(state, '{"event": {
            "pack": "VARCHAR", "release": "VARCHAR", "sha256": "VARCHAR", "financier": "VARCHAR", "rules": ["VARCHAR"],
            "rule": "VARCHAR", "scope": "VARCHAR", "up_to": {"amount": "DECIMAL(18,4)"}, "until": "DATE", "entry": "BIGINT"
        }}').event as event,
    from staged
    where name in ('RulePackInstalled', 'RulePackWithdrawn', 'RuleWaived', 'RuleConsentGiven', 'RuleLeaveEnded')
)

select
    position,
    "on",
    pack_key,
    case name
        when 'RulePackInstalled' then 'installed'
        when 'RulePackWithdrawn' then 'withdrawn'
        when 'RuleWaived' then 'waived'
        when 'RuleConsentGiven' then 'consented'
        when 'RuleLeaveEnded' then 'ended'
    end as step,
    event.pack as pack,
    event.release as release,
    event.sha256 as sha256,
    event.financier as financier,
    len(event.rules) as rules,
    event.rule as rule,
    event.scope as scope,
    event.up_to.amount as up_to,
    event.until as until,
    event.entry as given_by,
from read
