-- One row per guaranteed line of an engagement and entry that moves it or the shoot: what it would cost more, carried on to the last shoot day.
-- That is its pay for a day of the engagement, for the days after its end, in the book's currency; nothing for who is
-- released, has no day in the shoot, or stays to its end. `step` is by how much that is more than before the entry.
with

moves as (
    select
        document,
        line,
        account,
        "on",
        position,
        book_amount as ordered,
    from movements
    where
        layer = 'ordered'
        and kind = 'engagement'
),

lines as (
    select distinct
        document,
        line,
        account,
    from moves
),

changes as (
    select * from moves
    union all by name
    select
        lines.*,
        statuses."on",
        statuses.position,
        statuses.ends,
        statuses.stage,
    from statuses
    inner join lines on lines.document = statuses.document
    union all by name
    select
        lines.*,
        shoot_spans."on",
        shoot_spans.position,
        coalesce(shoot_spans.first_day, date 'infinity') as first_day,
        coalesce(shoot_spans.last_day, date '-infinity') as last_day,
    from shoot_spans
    cross join lines
),

standing as (
    select distinct
        changes.document,
        changes.line,
        changes.account,
        changes.position,
        changes."on",
        documents.starts,
        sum(changes.ordered) over so_far as ordered,
        last_value(changes.ends ignore nulls) over so_far as ends,
        last_value(changes.stage ignore nulls) over so_far as stage,
        last_value(changes.first_day ignore nulls) over so_far as first_day,
        last_value(changes.last_day ignore nulls) over so_far as last_day,
    from changes
    inner join documents on documents.document = changes.document
    window so_far as (partition by changes.document, changes.line, changes.account order by changes."on", changes.position)
)

select
    document,
    line,
    account,
    position,
    "on",
    case
        when stage not in ('released', 'closed') and ends >= first_day and ends < last_day and ordered > 0
            then in_book(cast(cast(ordered * 100000 as hugeint) * (last_day - ends) // (ends - starts + 1) as decimal(38, 0)), 0.00001)
        else 0
    end as more,
    more - lag(more, 1, 0) over (partition by document, line, account order by "on", position) as step,
from standing
order by document, line, account, "on", position
