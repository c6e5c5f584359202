-- One row per flow of cash, as it was or as it is expected: its document, day and week, and the rule that gives the day; minus goes out.
-- Kinds: received, paid and settled are as they were; sources, VAT refunds, payables, payroll, withholding, social security, commitments, ETC, VAT,
-- advances and contingency are expected. `due` is the day by the document, `day` that on which it is planned. What is spread is so by whole
-- weeks, Monday to Sunday, in equal parts; what does not divide goes to the later weeks. VAT is what is expected on orders and estimates, and
-- comes back as a refund; contingency flows only if it is drawn.
with

spread as (
    select
        costs_to_come.*,
        date_trunc('week', costs_to_come."from")::date as first_week,
        date_diff('week', first_week, date_trunc('week', costs_to_come."to")::date)::integer + 1 as weeks,
        unnest(generate_series(1, weeks))::integer as nth,
        cast(cast(costs_to_come.amount::decimal(38, 4) * 10000 as hugeint) * nth // (weeks * cast(book.unit * 10000 as bigint)) as bigint) * book.unit as up_to,
        cast(cast(costs_to_come.amount::decimal(38, 4) * 10000 as hugeint) * (nth - 1) // (weeks * cast(book.unit * 10000 as bigint)) as bigint) * book.unit as before,
        least(costs_to_come."to", first_week + 7 * nth - 1) as worked,
    from costs_to_come
    cross join book
),

parts as (
    select
        spread.kind,
        spread.document,
        spread.line,
        spread.account,
        spread.party,
        spread.entry,
        spread.worked,
        spread.worked + spread."paid after" as day,
        spread.up_to - spread.before as amount,
        in_book(spread.up_to - spread.before, spread."VAT rate" * 0.01) as vat,
        spread.rule,
    from spread
),

taxed as (
    select
        parts.*,
        tax_period_ends(parts.worked, cash_terms.tax_period) as period_ends,
        last_day((period_ends + to_months(cash_terms.refund_after))::date) as comes_back,
    from parts
    cross join cash_terms
    where parts.vat <> 0
),

flows as (
    select
        'received' as kind,
        concat('source/', source) as document,
        "received on" as day,
        "reached the account" as amount,
        entry,
        coalesce(tranche, 'repaid') as rule,
    from receipts
    union all by name
    select
        if(kind = 'tax', 'settled', 'paid') as kind,
        if(kind = 'tax', 'cash/main', concat(kind, '/', document)) as document,
        "paid on" as day,
        -"in book" as amount,
        entry,
        coalesce(means, '') as rule,
    from payments
    union all by name
    select
        'sources' as kind,
        concat('source/', source) as document,
        financier as party,
        expected as due,
        "comes on" as day,
        "cash to come" as amount,
        entry,
        tranche || if("comes on" > expected, ': late, a week from now', '') as rule,
    from undrawn_funds
    where "cash to come" <> 0
    union all by name
    select
        'VAT refunds' as kind,
        document,
        due,
        "comes on" as day,
        amount,
        entry,
        'tax period to ' || "tax period ends" || if("comes on" > due, ': late, a week from now', '') as rule,
    from recoverable_tax
    union all by name
    select
        kind,
        document,
        due,
        "paid on" as day,
        -amount as amount,
        entry,
        if("paid on" > due, 'late: at once', 'when it is due') as rule,
    from payments_due
    union all by name
    select
        'withholding' as kind,
        document,
        due,
        "paid on" as day,
        -amount as amount,
        entry,
        'tax period to ' || "tax period ends" || if("paid on" > due, ': late, at once', '') as rule,
    from tax_withheld
    union all by name
    select
        kind,
        document,
        line,
        account,
        party,
        worked as due,
        day,
        -amount as amount,
        entry,
        rule,
    from parts
    union all by name
    select
        'VAT' as kind,
        document,
        line,
        account,
        party,
        worked as due,
        day,
        -vat as amount,
        entry,
        rule,
    from taxed
    union all by name
    select
        'VAT refunds' as kind,
        document,
        line,
        account,
        party,
        comes_back as due,
        comes_back as day,
        vat as amount,
        entry,
        'of the VAT that is expected' as rule,
    from taxed
)

select
    date_trunc('week', day)::date as week,
    day,
    kind,
    document,
    line,
    account,
    party,
    due,
    amount::decimal(18, 4) as amount,
    entry,
    rule,
from flows
order by day, kind, document, line, account, due, entry
