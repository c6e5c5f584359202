-- One row per promised line, account with an estimate to complete, and advance: what is still to pay, and between which days, in the book's currency.
-- An engagement is paid week by week in its own weeks; an order so many days after each week of its work, or after the day on which it is expected,
-- or after the window's day when it says none or they are past; work accrued likewise. An estimate is spread over the weeks that are left of its phase: post-production for its section,
-- photography (or the shoot days) for above the line and production, else up to the end of the last phase; without any, over the weeks that the
-- terms say. The contingency is spread as an estimate of production, and paid only if it is drawn. An outstanding advance is minus: it pays for
-- costs to come, or is returned, by the end of photography.
with

asked as (
    select
        document,
        line,
        account,
        arg_max(struct_pack(starts := starts, ends := ends), ("on", position)) as days,
    from asked_lines
    group by document, line, account
),

promised as (
    select
        'commitments' as kind,
        promised_lines.document,
        promised_lines.line,
        promised_lines.account,
        promised_lines.party,
        documents.position as entry,
        promised_lines.committed as amount,
        coalesce(asked.days.starts, promised_lines.starts) as first_day,
        coalesce(asked.days.ends, promised_lines.ends, promised_lines.due) as last_day,
        promised_lines.kind = 'engagement' as hired,
        case
            when hired and coalesce(first_day, last_day) is null then 'an engagement without days: at once'
            when hired then 'week by week of the engagement'
            when coalesce(first_day, last_day) is null then 'an order without days: invoiced at once'
            else 'week by week of the order'
        end as rule,
    from promised_lines
    left join asked
        on asked.document = promised_lines.document and asked.line = promised_lines.line and asked.account = promised_lines.account
    left join documents on documents.document = promised_lines.document
    where promised_lines.committed <> 0
),

boarded as (
    select max(date) as ends
    from shoot_days
),

told as (
    select
        max(ends) filter (where phase = 'photography') as shoot_ends,
        max(starts) filter (where phase = 'post-production') as post_starts,
        max(ends) filter (where phase = 'post-production') as post_ends,
        max(ends) as last_ends,
    from phases
),

-- the days that are not past: photography by its phase, else by the shoot days
spans as (
    select
        cash_terms.planned_from as now,
        if(coalesce(told.shoot_ends, boarded.ends) >= now, coalesce(told.shoot_ends, boarded.ends), null) as shoot_ends,
        told.post_starts,
        if(told.post_ends >= now, told.post_ends, null) as post_ends,
        if(told.last_ends >= now, told.last_ends, null) as last_ends,
        now + 7 * cash_terms.spread - 1 as spread_ends,
    from cash_terms
    cross join told
    cross join boarded
),

estimated as (
    select
        if(account_figures.is_contingency, 'contingency', 'ETC') as kind,
        account_figures.account,
        account_figures.estimate_entry as entry,
        account_figures.etc as amount,
        account_figures.section,
        if(account_figures.section = 'post-production' and spans.post_ends is not null, spans.post_starts, spans.now) as first_day,
        case
            when account_figures.section = 'post-production' then coalesce(spans.post_ends, spans.last_ends, spans.spread_ends)
            when account_figures.section in ('above the line', 'production') or account_figures.is_contingency then coalesce(spans.shoot_ends, spans.last_ends, spans.spread_ends)
            else coalesce(spans.last_ends, spans.spread_ends)
        end as last_day,
        case
            when account_figures.is_contingency then 'if it is drawn'
            when last_day = spans.post_ends and account_figures.section = 'post-production' then 'spread over post-production'
            when last_day = spans.shoot_ends and account_figures.section in ('above the line', 'production') then 'spread over photography'
            when last_day = spans.last_ends then 'spread up to the last phase'
            else 'no phase has days: spread over the weeks of the terms'
        end as rule,
    from account_figures
    cross join spans
    where account_figures.etc <> 0
),

held as (
    select
        'advances' as kind,
        documents.document,
        advances.party,
        documents.position as entry,
        -advances."outstanding in book" as amount,
        coalesce(spans.shoot_ends, spans.last_ends, spans.spread_ends) as first_day,
        coalesce(spans.shoot_ends, spans.last_ends, spans.spread_ends) as last_day,
        'accounted for or returned by the end of photography' as rule,
    from advances
    inner join documents on documents.kind = 'advance' and documents.key = advances.advance
    cross join spans
    where advances."outstanding in book" <> 0
),

planned as (
    select
        * exclude (hired),
        not hired as invoiced,
    from promised
    union all by name
    select * exclude (section)
    from estimated
    union all by name
    select *
    from held
)

select
    planned.kind,
    planned.document,
    planned.line,
    planned.account,
    planned.party,
    planned.amount::decimal(18, 4) as amount,
    least(greatest(coalesce(planned.first_day, planned.last_day, cash_terms.planned_from), cash_terms.planned_from), cash_terms.planned_to) as "from",
    least(greatest(coalesce(planned.last_day, planned.first_day, "from"), "from"), cash_terms.planned_to) as "to",
    if(planned.invoiced, cash_terms.pays_after, 0) as "paid after",
    case when planned.invoiced then cash_terms.vat when planned.kind = 'ETC' then cash_terms.vat_on_estimates else 0 end::decimal(9, 4) as "VAT rate",
    planned.rule,
    planned.entry,
from planned
cross join cash_terms
order by planned.kind, planned.document nulls last, planned.line, planned.account
