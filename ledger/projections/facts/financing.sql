-- One row per change of a source of the finance plan, of its terms, of a tranche, or of one condition of a tranche, and per issued plan.
-- `what` is source, terms, recognition, plan, tranche or condition and `step` what happened to it; `label` is a title, a milestone, a
-- condition's text or a note; of an issued plan, `number` is its version and `amount` its gross.
-- `line` is the place of a condition among those told by one entry; `met_by` is the entry named as what meets it.
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
            "tranche": "VARCHAR", "expected": "DATE", "milestone": "VARCHAR", "received_on": "DATE", "repaid_on": "DATE",
            "conditions": [{
                "key": "VARCHAR", "text": "VARCHAR", "kind": "VARCHAR", "milestone": "VARCHAR", "party": "VARCHAR", "due": "DATE"
            }],
            "condition": "JSON", "entry": "BIGINT", "note": "VARCHAR", "valid_to": "DATE", "cost_report": "INTEGER",
            "aid": "VARCHAR", "security": "VARCHAR", "interest": "DECIMAL(18,8)", "recoupment": "INTEGER", "number": "INTEGER",
            "fees": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "gross": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "cash": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "recognised": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "final": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}
        }}').event as event,
    from staged
    where name in (
        'SourceAdded', 'SourceChanged', 'SourceTermsAgreed', 'SourceRecognised', 'SourceRepaid', 'FinancePlanIssued',
        'TrancheScheduled', 'TrancheRescheduled', 'TrancheRequested', 'TrancheReleased', 'TrancheReceived',
        'ConditionAdded', 'ConditionMet', 'ConditionWithdrawn', 'ConditionWaived'
    )
),

told as (
    select
        position,
        "on",
        source,
        event.tranche as tranche,
        unnest(event.conditions) as condition,
        generate_subscripts(event.conditions, 1) as line,
    from read
    where name = 'TrancheScheduled'
)

select
    position,
    "on",
    source,
    case
        when name = 'SourceTermsAgreed' then 'terms'
        when name = 'SourceRecognised' then 'recognition'
        when name = 'SourceRepaid' then 'repayment'
        when name = 'FinancePlanIssued' then 'plan'
        when event.tranche is null then 'source'
        else 'tranche'
    end as what,
    case name
        when 'SourceAdded' then 'added'
        when 'SourceChanged' then 'changed'
        when 'SourceTermsAgreed' then 'agreed'
        when 'SourceRecognised' then 'recognised'
        when 'SourceRepaid' then 'repaid'
        when 'FinancePlanIssued' then 'issued'
        when 'TrancheScheduled' then 'scheduled'
        when 'TrancheRescheduled' then 'rescheduled'
        when 'TrancheRequested' then 'requested'
        when 'TrancheReleased' then 'released'
        when 'TrancheReceived' then 'received'
    end as step,
    event.tranche as tranche,
    null::varchar as condition,
    null::integer as line,
    event.financier as financier,
    event.form as form,
    event.territory as territory,
    event.rights as rights,
    if(name = 'SourceAdded', coalesce(event.public, false), null) as public,
    coalesce(event.gross.amount, event.amount.amount) as amount,
    coalesce(event.gross.currency, event.amount.currency) as currency,
    coalesce(event.gross.amount, event.book_amount.amount, event.amount.amount) as book_amount,
    event.charges.amount as charges,
    event.rate as rate,
    event.expected as expected,
    coalesce(event.received_on, event.repaid_on) as received_on,
    coalesce(event.title, event.milestone) as label,
    null::bigint as met_by,
    event.aid as aid,
    event.security as security,
    event.fees.amount as fees,
    event.interest as interest,
    event.recoupment as recoupment,
    event.number as number,
    event.cash.amount as cash,
    event.recognised.amount as recognised,
    event.final.amount as final,
    event.cost_report as cost_report,
    null::varchar as kind,
    null::varchar as asked_of,
    null::date as due,
    null::date as valid_to,
from read
where event.condition is null
union all by name
select
    position,
    "on",
    source,
    'condition' as what,
    'added' as step,
    tranche,
    condition.key as condition,
    line,
    condition.text as label,
    condition.kind as kind,
    coalesce(condition.milestone, condition.party) as asked_of,
    condition.due as due,
from told
union all by name
select
    position,
    "on",
    source,
    'condition' as what,
    case name
        when 'ConditionAdded' then 'added'
        when 'ConditionMet' then 'met'
        when 'ConditionWithdrawn' then 'withdrawn'
        when 'ConditionWaived' then 'waived'
    end as step,
    event.tranche as tranche,
    if(name = 'ConditionAdded', event.condition ->> '$.key', event.condition ->> '$') as condition,
    1 as line,
    if(name = 'ConditionAdded', event.condition ->> '$.text', event.note) as label,
    event.entry as met_by,
    if(name = 'ConditionAdded', event.condition ->> '$.kind', null) as kind,
    if(name = 'ConditionAdded', coalesce(event.condition ->> '$.milestone', event.condition ->> '$.party'), null) as asked_of,
    if(name = 'ConditionAdded', (event.condition ->> '$.due')::date, null) as due,
    event.valid_to as valid_to,
from read
where event.condition is not null
