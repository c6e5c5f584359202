-- One row per account, column (last_efc, change) and entry behind that cell of the cost report: the signed step. They add up to the cell.
-- The last EFC is what the report before says. The change begins with that report, by how much the EFC of the day that it
-- states is another now, and goes on with the steps that the EFC took since that day.
with

efc_steps as (
    select
        account,
        position,
        "on",
        step,
        document,
        delta,
    from cost_report_steps
    where "column" = 'efc'
),

reported as (
    select
        last_efcs.account,
        last_report.position,
        last_report.as_of as "on",
        concat('cost report ', last_report.number) as step,
        format('cost-report/CR-{:04d}', last_report.number) as document,
        any_value(last_efcs.last_efc) as last_efc,
        coalesce(sum(efc_steps.delta), 0) as efc,
    from last_efcs
    cross join last_report
    left join efc_steps
        on efc_steps.account = last_efcs.account
        and efc_steps."on" <= last_report.as_of
    group by last_efcs.account, last_report.position, last_report.as_of, last_report.number
)

select
    account,
    'last_efc' as "column",
    position,
    "on",
    step,
    document,
    last_efc as delta,
from reported
where last_efc <> 0
union all
select
    account,
    'change' as "column",
    position,
    "on",
    step,
    document,
    efc - last_efc as delta,
from reported
union all
select
    efc_steps.account,
    'change' as "column",
    efc_steps.position,
    efc_steps."on",
    efc_steps.step,
    efc_steps.document,
    efc_steps.delta,
from efc_steps
inner join last_report on efc_steps."on" > last_report.as_of
order by account, "column", "on", position
