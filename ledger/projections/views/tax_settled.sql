-- One row per kind of tax and quarter in which it was settled: what its documents have of it, what was settled, and what is beyond them.
-- A month's settlement is of its quarter, so that a tax period that becomes another tells the same.
with

moved as (
    select
        'VAT' as tax,
        amount,
        "tax period ends" as ends,
        document = 'cash/main' as settles,
        entry,
    from recoverable_tax
    union all by name
    select
        'withholding' as tax,
        amount,
        "tax period ends" as ends,
        document = 'cash/main' as settles,
        entry,
    from tax_withheld
)

select
    tax,
    tax_period_ends(ends, 'quarter') as "quarter ends",
    coalesce(sum(amount) filter (where not settles), 0)::decimal(18, 4) as "of documents",
    -coalesce(sum(amount) filter (where settles), 0)::decimal(18, 4) as settled,
    greatest(-sum(amount), 0)::decimal(18, 4) as beyond,
    max(entry) filter (where settles) as entry,
from moved
group by tax, "quarter ends"
having bool_or(settles)
order by tax, "quarter ends"
