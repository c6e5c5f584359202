-- One row per fact that stands beyond a limit: what was recorded all the same, or decided over it, until it is cured.
-- A decision over budget is cured when none of its accounts is beyond its final budget any more; over-relief when the
-- order is amended; work accrued beyond its order when that is amended too, or the accrual reversed.
with

over_reliefs as (
    select
        'over-relief' as what,
        promised_lines.document,
        promised_lines.account,
        promised_lines.over_relief as amount,
        promised_lines.currency,
        max(movements.position) as entry,
    from promised_lines
    inner join movements
        on movements.document = promised_lines.document
        and movements.line = promised_lines.line
        and movements.account = promised_lines.account
    where
        promised_lines.over_relief > 0
        and movements.layer = 'relieved'
    group by all
),

over_accruals as (
    select
        'accrued beyond its order' as what,
        promised_lines.document,
        promised_lines.account,
        promised_lines.committed - promised_lines.open_book as amount,
        book.currency,
        max(movements.position) as entry,
    from promised_lines
    cross join book
    inner join movements
        on movements.document = promised_lines.document
        and movements.line = promised_lines.line
        and movements.account = promised_lines.account
    where
        promised_lines.kind <> 'accrual'
        and promised_lines.committed > promised_lines.open_book
        and movements.layer = 'accrued'
        and movements.book_amount > 0
    group by all
),

confirming as (
    select
        'confirming order' as what,
        promises.document,
        string_agg(distinct asked_lines.account, ', ' order by asked_lines.account) as account,
        sum(asked_lines.amount) as amount,
        asked_lines.currency,
        statuses.position as entry,
    from statuses
    inner join promises on promises.document = statuses.document
    inner join asked_lines on asked_lines.position = statuses.position
    where
        statuses.confirming
        and promises.stage <> 'voided'
    group by all
),

over_budget as (
    select
        'decided over budget' as what,
        statuses.document,
        movements.account,
        sum(movements.book_amount) as amount,
        book.currency,
        statuses.position as entry,
    from statuses
    cross join book
    inner join movements on movements.position = statuses.position
    inner join over_final_budgets on over_final_budgets.account = movements.account
    where
        statuses.over_budget
        and movements.layer = 'ordered'
    group by all
),

accounts_over as (
    select
        'account over its final budget' as what,
        null as document,
        over_final_budgets.account,
        over_final_budgets.amount,
        book.currency,
        over_final_budgets.entry,
    from over_final_budgets
    cross join book
),

held as (
    select
        'held EFC exceeded' as what,
        null as document,
        account_figures.account,
        account_figures.total - account_figures.estimate as amount,
        book.currency,
        account_figures.estimate_entry as entry,
    from account_figures
    cross join book
    where account_figures.held_exceeded
),

settled as (
    select
        if(tax_settled.tax = 'VAT', 'VAT back beyond its documents', 'tax paid over beyond what was withheld') as what,
        'cash/main' as document,
        null as account,
        tax_settled.beyond as amount,
        book.currency,
        tax_settled.entry,
    from tax_settled
    cross join book
    where tax_settled.beyond > 0
)

select * from over_reliefs
union all
select * from over_accruals
union all
select * from confirming
union all
select * from over_budget
union all
select * from accounts_over
union all
select * from held
union all
select * from settled
order by what, account, document, entry
