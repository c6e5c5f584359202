-- One row per line of the cost report: accounts, subtotals by category and section, and the footer; minus is over budget.
-- The contingency account stands in the footer alone: here the sections and the total leave it out and the grand total
-- adds it, while the top sheet shows it inside its section. Grand totals are the same on both. A category with one
-- account has no subtotal, and a budget without contingency no footer about it.
with

lines as (
    select
        case
            when level = 'part' then if(part = 'contingency', 'contingency', 'total')
            when level = 'whole' then 'grand total'
            else level
        end as kind,
        *,
    from cost_report_sums
    where
        coalesce(part, '') <> 'contingency' and (level <> 'category' or accounts > 1)
        or level = 'part'
),

totals as (
    select
        'variance before contingency' as kind,
        max(variance) filter (kind = 'total') as variance,
    from lines
    having count(*) filter (kind = 'contingency') > 0
    union all
    select
        'variance with contingency' as kind,
        coalesce(max(variance) filter (kind = 'total'), 0) + max(etc) filter (kind = 'contingency') as variance,
    from lines
    having count(*) filter (kind = 'contingency') > 0
),

printed as (
    select * from lines
    union all by name
    select * from totals
),

contingency_account as (
    select string_agg(account, ', ' order by number) as account
    from cost_report_sums
    where
        level = 'account'
        and part = 'contingency'
)

select
    printed.kind,
    coalesce(printed.section, '') as section,
    case printed.kind
        when 'account' then printed.account
        when 'category' then printed.category
        when 'contingency' then contingency_account.account
        else ''
    end as account,
    case printed.kind
        when 'account' then printed.description
        when 'category' then 'total ' || printed.category_name
        when 'section' then 'total ' || printed.section
        when 'total' then 'total before contingency'
        when 'contingency' then 'contingency undrawn'
        when 'variance with contingency' then 'variance if all contingency is used'
        else printed.kind
    end as description,
    printed.period,
    printed.to_date as "to date",
    printed.commitments,
    printed.accrued as "of which accrued",
    printed.total,
    printed.etc as "ETC",
    printed.efc as "EFC",
    printed.locked,
    printed.reallocated,
    printed.contingency,
    printed.overages,
    printed.final,
    printed.variance,
    case when printed.variance > 0 then 'under' when printed.variance < 0 then 'over' else '' end as "under/over",
    printed.last_efc as "last EFC",
    printed.change,
    concat_ws(
        '; ',
        kept_notes.note,
        -- the words of the account itself, but for what the note says too
        if(
            printed.kind = 'account',
            list_filter(
                string_split(printed.note, '; '),
                lambda words : words <> '' and not regexp_matches(coalesce(kept_notes.note, ''), concat('\b', regexp_escape(words), '\b'))
            ),
            null
        )
    ) as note,
from printed
cross join contingency_account
left join kept_notes
    on kept_notes.account = if(printed.kind = 'contingency', contingency_account.account, printed.account)
    and printed.kind in ('account', 'contingency')
order by
    case printed.kind
        when 'total' then 1
        when 'contingency' then 2
        when 'grand total' then 3
        when 'variance before contingency' then 4
        when 'variance with contingency' then 5
        else 0
    end,
    printed.number,
    list_position(['account', 'category', 'section'], printed.kind)
