-- One row when the cash of the last week is not the sufficiency by then, or not the sum of every flow, or that of a week is not what its flows make.
with

last_week as (
    select
        arg_max(closing, "from") as closing,
        arg_max("closing if drawn", "from") as if_drawn,
    from cash_flow
    having count(*) > 0
),

last_line as (
    select
        arg_max(sufficiency, "up to") as sufficiency,
        arg_max("with contingency", "up to") as with_contingency,
    from sufficiency
    where week <> 'now'
),

weeks as (
    select count(*) as wrong
    from cash_flow
    where
        closing <> opening + received + "from sources" + "VAT refunds" + advances - "paid out" - payables - payroll - withholding
        - "social security" - commitments - "ETC" - "VAT"
),

items as (
    select coalesce(sum(amount) filter (kind <> 'contingency'), 0) as amount
    from cash_flow_items
)

select
    last_week.closing,
    items.amount as items,
    last_line.sufficiency,
    last_week.if_drawn,
    last_line.with_contingency,
    weeks.wrong,
from last_week
cross join last_line
cross join weeks
cross join items
where
    last_week.closing <> items.amount
    or last_week.closing <> last_line.sufficiency
    or last_week.if_drawn <> last_line.with_contingency
    or weeks.wrong > 0
