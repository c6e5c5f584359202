-- One row per scheme with terms and cost line: what is accepted of it, what is refused, and why, in the book's currency.
-- Invoiced is the cost and the tax that comes back, which never counts. A scheme that counts what is paid accepts the part that was paid in time.
with

incurred as (
    select
        scheme,
        document,
        line,
        any_value(account) as account,
        any_value(class) as class,
        any_value(party) as party,
        any_value(country) as country,
        any_value(region) as region,
        any_value(day) as day,
        any_value(counted) as counted,
        any_value(reason) as reason,
        sum(amount) as cost,
    from qualifying_costs
    where basis = 'incurred'
    group by scheme, document, line
),

paid as (
    select
        scheme,
        document,
        line,
        sum(amount) as paid,
        coalesce(sum(amount) filter (reason is null), 0) as in_time,
        any_value(reason) as late,
    from qualifying_costs
    where
        basis = 'paid'
        and counted = 'paid'
    group by scheme, document, line
),

taxed as (
    select
        cost_lines.document,
        cost_lines.line,
        in_book(sum(cost_lines.recoverable), any_value(documents.rate)) as recoverable,
    from cost_lines
    inner join documents on documents.document = cost_lines.document
    group by cost_lines.document, cost_lines.line
    having sum(cost_lines.recoverable) <> 0
),

judged as (
    select
        incurred.*,
        incurred.cost + coalesce(taxed.recoverable, 0) as invoiced,
        case
            when incurred.reason is not null then 0
            when incurred.counted = 'incurred' then incurred.cost
            else coalesce(paid.in_time, 0)
        end as accepted,
        concat_ws(
            '; ',
            incurred.reason,
            if(incurred.reason is null and incurred.counted = 'paid', paid.late, null),
            if(incurred.reason is null and incurred.counted = 'paid' and coalesce(paid.paid, 0) <> incurred.cost, 'not paid', null),
            if(taxed.recoverable <> 0, 'recoverable tax', null)
        ) as why,
    from incurred
    left join paid on paid.scheme = incurred.scheme and paid.document = incurred.document and paid.line = incurred.line
    left join taxed on taxed.document = incurred.document and taxed.line = incurred.line
)

select
    judged.scheme,
    judged.document,
    documents.number,
    judged.line,
    judged.account,
    judged.class,
    judged.party,
    judged.country,
    judged.region,
    judged.day,
    judged.invoiced::decimal(18, 4) as invoiced,
    judged.accepted::decimal(18, 4) as accepted,
    (judged.invoiced - judged.accepted)::decimal(18, 4) as refused,
    judged.why as reason,
from judged
left join documents on documents.document = judged.document
where
    judged.invoiced <> 0
    or judged.accepted <> 0
order by judged.scheme, judged.document, judged.line
