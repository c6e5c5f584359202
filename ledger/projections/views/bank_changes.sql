-- One row per change of a party's bank details: who proposed it, who confirmed or refused it, and what was paid while it waited.
-- The accounts themselves are beside the book. `payments_meanwhile` counts those of the party's invoices between the two entries.
with

decided as (
    select
        told.position,
        min(later.position) as decided,
    from bank_steps as told
    left join bank_steps as later
        on later.party = told.party
        and later.position > told.position
    where told.step = 'proposed'
    group by told.position
),

paid as (
    select
        told.position,
        count(*) as payments_meanwhile,
    from decided
    inner join bank_steps as told on told.position = decided.position
    inner join documents on documents.party = told.party
    inner join statuses
        on statuses.document = documents.document
        and statuses.position between told.position and coalesce(decided.decided, statuses.position)
    where
        statuses.kind = 'invoice'
        and statuses.stage = 'paid'
    group by told.position
)

select
    told.party,
    told.form,
    told."on" as proposed,
    entries."by" as proposed_by,
    entries.evidence,
    coalesce(later.step, 'waiting') as stage,
    later."on" as decided,
    decisions."by" as decided_by,
    coalesce(paid.payments_meanwhile, 0) as payments_meanwhile,
    told.position as entry,
    later.position as decided_entry,
from decided
inner join bank_steps as told on told.position = decided.position
inner join entries on entries.position = told.position
left join bank_steps as later on later.position = decided.decided
left join entries as decisions on decisions.position = decided.decided
left join paid on paid.position = told.position
order by told.position
