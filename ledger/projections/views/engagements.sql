-- One row per engagement: who is hired as what, from when to when, what is guaranteed, relieved and open.
-- Amounts are in the deal's currency.
select
    promises.key as engagement,
    promises.party,
    promises.party_name as person,
    documents.role,
    documents.department,
    documents.starts,
    promises.ends,
    promises.currency,
    promises.ordered as guaranteed,
    promises.relieved,
    promises.open,
    promises.open_book as "open in book",
    if(promises.stage in ('released', 'closed'), promises.stage, 'engaged') as stage,
    concat_ws(', ', if(documents.pay_or_play, 'pay or play', null), nullif(promises.flags, '')) as flags,
from promises
inner join documents on documents.document = promises.document
where promises.kind = 'engagement'
order by promises.key
