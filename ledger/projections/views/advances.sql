-- One row per advance: who holds it, how, and what was advanced, accounted for by receipts, returned, and is outstanding.
-- Amounts are in the advance's currency, and what is outstanding in the book's too. An advance is money of the
-- production in somebody's hand: the envelopes of receipts are cost, with their tax, and nothing else of it is.
with

moved as (
    select
        document,
        min("on") as issued,
        coalesce(sum(amount) filter (stage in ('issued', 'increased')), 0) as advanced,
        coalesce(sum(amount) filter (stage in ('envelope', 'envelope reversed')), 0) as accounted,
        coalesce(sum(amount) filter (stage = 'returned'), 0) as returned,
        any_value(currency) as currency,
    from statuses
    where kind = 'advance'
    group by document
),

held as (
    select
        moved.*,
        documents.key,
        documents.party,
        documents.means,
        documents.description,
        moved.advanced - moved.accounted - moved.returned as outstanding,
        in_book(outstanding, documents.rate) as outstanding_in_book,
    from moved
    inner join documents on documents.document = moved.document
)

select
    held.key as advance,
    held.party,
    coalesce(party_names.name, held.party) as holder,
    held.means,
    coalesce(held.description, '') as "for",
    held.issued,
    held.currency,
    held.advanced,
    held.accounted,
    held.returned,
    held.outstanding,
    held.outstanding_in_book as "outstanding in book",
from held
left join party_names on party_names.party = held.party
order by held.key
