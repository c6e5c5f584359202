-- One row per change of a document's stage, with the days, the party, the account and the amount that it names.
-- `ends` is the last day of a period or an engagement, the day a report shows, the day money went out; `label` is the
-- version of a budget or the number printed, the period of an accrual or what reversed it; `account` is the contingency
-- account that a lock settles; `amount` is what a payment pays of the payable, by which means, what an advance hands out
-- or takes back, or what the receipts of an envelope come to. A credited or recoded document stays at its stage, and a
-- credit note is a fact of its own.
with

read as (
    select
        position,
        "on",
        stream,
        kind,
        key,
        name,
        from_json(state, '{"event": {
            "starts": "DATE", "ends": "DATE", "over_budget": "BOOLEAN", "confirming": "BOOLEAN",
            "paid": "DATE", "as_of": "DATE", "day": "DATE", "number": "VARCHAR", "version": "VARCHAR", "name": "VARCHAR",
            "contingency_account": "VARCHAR", "financier": "VARCHAR", "accepted_by": "VARCHAR",
            "period": "VARCHAR", "until": "DATE", "invoice": "VARCHAR", "due": "BOOLEAN", "gross": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"},
            "amount": {"amount": "DECIMAL(18,4)", "currency": "VARCHAR"}, "means": "VARCHAR", "reference": "VARCHAR"
        }}').event as event,
    from staged
    where name in (
        'ProductionGreenlit', 'PhotographyStarted', 'ProductionWrapped', 'ProductionDelivered', 'ProductionClosed',
        'BudgetLocked', 'BudgetVersionNamed',
        'PersonEngaged', 'EngagementChanged', 'EngagementExtended', 'EngagementReleased', 'EngagementClosed',
        'PurchaseOrderRaised', 'PurchaseOrderApproved', 'PurchaseOrderAmended', 'PurchaseOrderClosed', 'PurchaseOrderVoided',
        'InvoiceEntered', 'InvoiceApproved', 'InvoicePosted', 'InvoicePaid', 'InvoiceCredited', 'InvoiceRecoded', 'InvoiceReversed',
        'PayrollPosted', 'PayrollPaid', 'PayrollRecoded', 'PayrollReversed',
        'AccrualMade', 'AccrualReversed',
        'AdvanceIssued', 'AdvanceIncreased', 'EnvelopePosted', 'EnvelopeRecoded', 'EnvelopeReversed', 'AdvanceReturned',
        'PeriodOpened', 'PeriodCutOff', 'CostReportIssued', 'CostReportAcknowledged'
    )
)

select
    position,
    "on",
    stream as document,
    kind,
    key,
    case name
        when 'ProductionGreenlit' then 'greenlit'
        when 'PhotographyStarted' then 'in photography'
        when 'ProductionWrapped' then 'wrapped'
        when 'ProductionDelivered' then 'delivered'
        when 'ProductionClosed' then 'closed'
        when 'BudgetLocked' then 'locked'
        when 'BudgetVersionNamed' then 'named'
        when 'PersonEngaged' then 'engaged'
        when 'EngagementChanged' then 'changed'
        when 'EngagementExtended' then 'extended'
        when 'EngagementReleased' then 'released'
        when 'EngagementClosed' then 'closed'
        when 'PurchaseOrderRaised' then 'raised'
        when 'PurchaseOrderApproved' then 'approved'
        when 'PurchaseOrderAmended' then 'amended'
        when 'PurchaseOrderClosed' then 'closed'
        when 'PurchaseOrderVoided' then 'voided'
        when 'InvoiceEntered' then 'entered'
        when 'InvoiceApproved' then 'approved'
        when 'InvoicePosted' then 'posted'
        when 'InvoicePaid' then 'paid'
        when 'InvoiceCredited' then 'credited'
        when 'InvoiceRecoded' then 'recoded'
        when 'InvoiceReversed' then 'reversed'
        when 'PayrollPosted' then 'posted'
        when 'PayrollPaid' then 'paid'
        when 'PayrollRecoded' then 'recoded'
        when 'PayrollReversed' then 'reversed'
        when 'AccrualMade' then 'accrued'
        when 'AccrualReversed' then 'reversed'
        when 'AdvanceIssued' then 'issued'
        when 'AdvanceIncreased' then 'increased'
        when 'EnvelopePosted' then 'envelope'
        when 'EnvelopeRecoded' then 'recoded'
        when 'EnvelopeReversed' then 'envelope reversed'
        when 'AdvanceReturned' then 'returned'
        when 'PeriodOpened' then 'opened'
        when 'PeriodCutOff' then 'cut off'
        when 'CostReportIssued' then 'issued'
        when 'CostReportAcknowledged' then 'acknowledged'
    end as stage,
    event.starts as starts,
    coalesce(event.ends, event.as_of, event.paid, event.day, event.until) as ends,
    coalesce(event.over_budget, false) as over_budget,
    coalesce(event.confirming, false) as confirming,
    coalesce(
        event.version, event.name, event.number, event.invoice, if(event.due, 'period over', null), event.period,
        if(name = 'BudgetLocked', 'v01', null)
    ) as label,
    coalesce(event.financier, event.accepted_by) as party,
    event.contingency_account as account,
    if(kind = 'advance', coalesce(event.amount.amount, event.gross.amount), event.amount.amount) as amount,
    if(kind = 'advance', coalesce(event.amount.currency, event.gross.currency), event.amount.currency) as currency,
    event.means as means,
    event.reference as reference,
from read
