-- One row per entry that moved the contingency account: what it was set at, drawn for which account, given back, and what was undrawn after it.
-- The reason is words and stays in the book: it is found by the entry's number.
with

reserve as (
    select
        movements.position,
        movements."on",
        movements.layer,
        movements.document,
        sum(movements.book_amount) as change,
    from movements
    inner join chart on chart.account = movements.account
    where
        chart.is_contingency
        and movements.layer in ('budget', 'reallocation', 'contingency', 'overage')
    group by all
),

other_side as (
    select
        movements.position,
        string_agg(distinct movements.account, ', ' order by movements.account) as accounts,
    from movements
    inner join reserve on reserve.position = movements.position
    left join chart on chart.account = movements.account
    where
        not coalesce(chart.is_contingency, false)
        and reserve.layer in ('reallocation', 'contingency')
    group by movements.position
)

select
    reserve.position as entry,
    entries."at" as recorded,
    reserve."on" as effective,
    case
        when reserve.layer = 'budget' then 'locked budget'
        when reserve.layer = 'contingency' and reserve.change < 0 then 'drawn'
        when reserve.layer = 'contingency' then 'given back'
        else reserve.layer
    end as kind,
    reserve.document,
    other_side.accounts as account,
    reserve.change,
    sum(reserve.change) over (order by reserve."on", reserve.position) as undrawn,
    recorders.name as "by",
    concat_ws(' ', entries.grant_key, holders.name) as authority,
    entries.evidence,
from reserve
inner join entries on entries.position = reserve.position
left join other_side on other_side.position = reserve.position
left join party_names as recorders on recorders.party = entries."by"
left join party_names as holders on holders.party = entries.authority
where reserve.change <> 0
order by reserve."on", reserve.position
