-- One row per change of a source of the finance plan, of its terms, or of a tranche.
-- `what` is source, terms, recognition, repayment or tranche and `step` what happened to it; `label` is a title or a milestone.
-- A repayment has its day in received_on.
with

read as (
    select
        position,
        "on",
        key as source,
        name,
        from_json(state, '{"event": {
            "financier": "VARCHAR", "form": "VARCHAR", "title": "VARCHAR", "territory": "VARCHAR", "rights": "VARCHAR", "public": "BOOLEAN",
            "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "book_amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "charges": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "rate": "DECIMAL(18,8)",
            "aid": "VARCHAR", "security": "VARCHAR", "interest": "DECIMAL(18,8)", "recoupment": "INTEGER",
            "fees": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "tranche": "VARCHAR", "expected": "DATE", "milestone": "VARCHAR", "cost_report": "INTEGER",
            "received_on": "DATE", "repaid_on": "DATE"
        }}').event as event,
    from staged
    where name in (
        'SourceAdded', 'SourceChanged', 'SourceTermsAgreed', 'SourceRecognised', 'SourceRepaid',
        'TrancheScheduled', 'TrancheRescheduled', 'TrancheRequested', 'TrancheReleased', 'TrancheReceived'
    )
)

select
    position,
    "on",
    source,
    case
        when name = 'SourceTermsAgreed' then 'terms'
        when name = 'SourceRecognised' then 'recognition'
        when name = 'SourceRepaid' then 'repayment'
        when event.tranche is null then 'source'
        else 'tranche'
    end as what,
    case name
        when 'SourceAdded' then 'added'
        when 'SourceChanged' then 'changed'
        when 'SourceTermsAgreed' then 'agreed'
        when 'SourceRecognised' then 'recognised'
        when 'SourceRepaid' then 'repaid'
        when 'TrancheScheduled' then 'scheduled'
        when 'TrancheRescheduled' then 'rescheduled'
        when 'TrancheRequested' then 'requested'
        when 'TrancheReleased' then 'released'
        when 'TrancheReceived' then 'received'
    end as step,
    event.tranche as tranche,
    event.financier as financier,
    event.form as form,
    event.territory as territory,
    event.rights as rights,
    if(name = 'SourceAdded', coalesce(event.public, false), null) as public,
    event.amount.amount as amount,
    event.amount.currency as currency,
    coalesce(event.book_amount.amount, event.amount.amount) as book_amount,
    event.charges.amount as charges,
    event.rate as rate,
    event.expected as expected,
    coalesce(event.received_on, event.repaid_on) as received_on,
    coalesce(event.title, event.milestone) as label,
    event.aid as aid,
    event.security as security,
    event.fees.amount as fees,
    event.interest as interest,
    event.recoupment as recoupment,
    event.cost_report as cost_report,
from read
