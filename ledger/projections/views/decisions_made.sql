-- One row per decision on a grant, or that an authority is measured by: who recorded and who made it, what it came to, whether it kept to its grant.
-- `same` is yes where who began the document, or asked for what is decided, also decides, or a deputy of theirs; `own` where what is decided is owed to them; `held` is what is wrong with the grant
-- on that day, `in force` when nothing is. `change` is what the decision adds to the one before on its document. `days` are those by which its day of effect lies before the day of its recording.
with

begun as (
    select
        stream,
        arg_min("by", position) as maker,
    from entries
    group by stream
),

granted as (
    select *
    from authorities
    where step = 'granted'
),

withdrawn as (
    select
        granted.grant_key,
        min(authorities.position) as position,
    from granted
    inner join authorities on authorities.grant_key in (granted.grant_key, granted.origin)
    where authorities.step = 'withdrawn'
    group by granted.grant_key
),

decided as (
    select
        entries.position,
        entries."on",
        entries."at",
        entries.stream,
        entries.kind,
        entries.name,
        entries.evidence,
        entries.grant_key,
        coalesce(entries.authority, entries."by") as decider,
        decision_amounts.amount,
        lag(decision_amounts.amount, 1, 0) over (partition by entries.stream, decision_amounts.position is null order by entries.position) as was,
    from entries
    left join decision_amounts on decision_amounts.position = entries.position
    where
        (entries.grant_key is not null or decision_amounts.position is not null)
        and entries.kind <> 'second'
)

select
    decided.position,
    decided."on" as day,
    decided.stream as document,
    decided.kind,
    coalesce(statuses.stage, lower(regexp_replace(decided.name, '([a-z])([A-Z])', '\1 \2', 'g'))) as step,
    begun.maker,
    decided.decider,
    documents.party,
    decided.grant_key,
    if(begun.maker in (decided.decider, decided_for.stands_for) or own_requests.entry is not null, 'yes', 'no') as same,
    if(documents.party in (decided.decider, decided_for.stands_for), 'yes', 'no') as own,
    if(
        len(list_filter(related_spans.spans, lambda span: decided."on" between span.starts and coalesce(span.ends, decided."on"))) > 0, 'yes', 'no'
    ) as related,
    if(abs(decided.amount) > granted.up_to, 'no', 'yes') as within_limit,
    case
        when decided.grant_key is null then 'none'
        when granted.grant_key is null then 'unknown'
        when granted.party <> decided.decider then 'of another person'
        when
            len(granted.kinds) > 0
            and not list_has_any(granted.kinds, [decided.kind, case decided.kind when 'variance' then 'cost-report' when 'finance-plan' then 'source' end])
            and handed.origin is distinct from decided.grant_key
            then 'of another kind'
        when decided."on" < granted.starts then 'not yet in force'
        when decided."on" > granted.ends then 'ended'
        when decided.position > withdrawn.position then 'withdrawn'
        else 'in force'
    end as held,
    if(decided.evidence > 0, 'yes', 'no') as evidence,
    if(coalesce(statuses.over_budget, false), 'yes', 'no') as over_budget,
    greatest(timezone(book.timezone, timezone('UTC', decided."at"))::date - decided."on", 0)::bigint as days,
    abs(coalesce(decided.amount, 0))::decimal(18, 4) as amount,
    coalesce(decided.amount - if(decided.kind in ('purchase-order', 'engagement', 'advance', 'source'), decided.was, 0), 0)::decimal(18, 4) as change,
from decided
cross join book
inner join begun on begun.stream = decided.stream
left join statuses on statuses.position = decided.position
left join own_requests on own_requests.entry = decided.position
left join decided_for on decided_for.position = decided.position
left join documents on documents.document = decided.stream
left join granted on granted.grant_key = decided.grant_key
left join withdrawn on withdrawn.grant_key = decided.grant_key
left join authorities as handed on handed.position = decided.position
left join related_spans on related_spans.party = documents.party
order by decided.position
