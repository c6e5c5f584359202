-- One row per advance of which more is accounted for and returned than was advanced, or whose cost and payments are not its envelopes.
with

posted as (
    select
        document,
        coalesce(sum(book_amount) filter (layer = 'cost'), 0) as cost,
        coalesce(sum(book_amount) filter (layer = 'paid'), 0) as paid,
    from movements
    where kind = 'advance'
    group by document
),

receipts_of as (
    select
        document,
        sum(net + tax) as gross,
    from cost_lines
    group by document
)

select
    advances.advance,
    advances.outstanding,
    advances.accounted,
    coalesce(receipts_of.gross, 0) as receipts,
    coalesce(posted.cost, 0) as cost,
    coalesce(posted.paid, 0) as paid,
from advances
left join posted on posted.document = 'advance/' || advances.advance
left join receipts_of on receipts_of.document = 'advance/' || advances.advance
where
    advances.outstanding < 0
    or advances.accounted <> coalesce(receipts_of.gross, 0)
    or coalesce(posted.cost, 0) <> coalesce(posted.paid, 0)
order by advances.advance
