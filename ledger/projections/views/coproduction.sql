-- One row per co-producer: what its agreed share is of the finance plan and of the cost, what it brings and has spent, and the difference.
-- In the book's currency; share is in percent. It brings the sources of which it is the financier, and the one whose book this is brings
-- those of everybody who is no co-producer too; what it has spent is the book's cost where the book is its own, else its certified statement.
-- A difference below zero is what it lacks to its share.
with

brought as (
    select
        coalesce(theirs.coproducer, (select coproducer from coproducers where own)) as coproducer,
        sum(source_terms.book_amount) as brings,
    from source_terms
    left join coproducers as theirs on theirs.party = source_terms.financier
    group by 1
),

spent as (
    select
        coproducer,
        sum(cost) as cost,
    from coproduction_costs
    group by coproducer
),

whole as (
    select
        (select coalesce(sum(brings), 0) from brought) as plan,
        (select coalesce(sum(cost), 0) from spent) as cost,
)

select
    coproducers.coproducer,
    coproducers.party,
    coproducers.country,
    coproducers.own,
    coproducers.share,
    in_book(whole.plan, coproducers.share * 0.01) as share_of_plan,
    coalesce(brought.brings, 0)::decimal(18, 4) as brings,
    (coalesce(brought.brings, 0) - in_book(whole.plan, coproducers.share * 0.01))::decimal(18, 4) as plan_difference,
    in_book(whole.cost, coproducers.share * 0.01) as share_of_cost,
    coalesce(spent.cost, 0)::decimal(18, 4) as cost,
    (coalesce(spent.cost, 0) - in_book(whole.cost, coproducers.share * 0.01))::decimal(18, 4) as cost_difference,
    coproducers.statement,
    coproducers.up_to,
    coproducers.certified_by,
from coproducers
cross join whole
left join brought on brought.coproducer = coproducers.coproducer
left join spent on spent.coproducer = coproducers.coproducer
order by coproducers.coproducer
