-- One row per issued cost report whose frozen sums are not what the book says today of the days it closed.
-- Cost and budget are compared, which are plain sums over those days whenever they are known; estimates need the
-- report's own window.
with

sums as (
    select
        issued_reports.position,
        coalesce(sum(movements.book_amount) filter (movements.layer = 'cost'), 0) as to_date,
        coalesce(sum(movements.book_amount) filter (movements.layer = 'budget'), 0) as locked,
        coalesce(sum(movements.book_amount) filter (movements.layer = 'reallocation'), 0) as reallocated,
        coalesce(sum(movements.book_amount) filter (movements.layer = 'contingency'), 0) as contingency,
        coalesce(sum(movements.book_amount) filter (movements.layer = 'overage'), 0) as overages,
    from issued_reports
    left join movements on movements."on" <= issued_reports.as_of
    group by issued_reports.position
)

select
    issued_reports.position,
    issued_reports.number,
    issued_reports.to_date,
    sums.to_date as to_date_now,
    issued_reports.final,
    sums.locked + sums.reallocated + sums.contingency + sums.overages as final_now,
from issued_reports
cross join as_at
inner join sums on sums.position = issued_reports.position
where
    issued_reports.as_of <= as_at."on"
    and (
        issued_reports.to_date <> sums.to_date
        or issued_reports.locked <> sums.locked
        or issued_reports.reallocated <> sums.reallocated
        or issued_reports.contingency <> sums.contingency
        or issued_reports.overages <> sums.overages
    )
order by issued_reports.number
