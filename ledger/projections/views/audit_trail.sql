-- One row per entry of the book: who recorded and signed it, when, from which day, on whose authority; late, back-dated and own requests marked.
-- Late: the day printed on it was closed when it was recorded. Back-dated: it takes effect before the day, in the
-- book's time zone, of its recording. An own request: who signed it had asked for it. Whether a signature holds is shown by audit verify.
-- A deputy's decision names for whom it was made, and as what.
select
    entries.position,
    entries."at",
    entries."on",
    entries."by",
    recorders.name as by_name,
    entries.authority,
    holders.name as authority_name,
    entries.grant_key,
    coalesce(principals.name, deputies.stands_for) as stands_for,
    if(deputies.stands_for is null, null, deputies.role) as role,
    entries.stream,
    entries.kind,
    entries.key,
    entries.version,
    entries.name,
    entries.evidence,
    entries.corrects,
    late_entries.position is not null as late,
    entries."on" < timezone(book.timezone, timezone('UTC', entries."at"))::date as back_dated,
    decision_signatures.signature,
    coalesce(signers.name, decision_signatures.party) as signed_by,
    decision_signatures.key_id,
    own_requests.entry is not null and decision_signatures.signature is not null as own_request,
from entries
cross join book
left join decision_signatures on decision_signatures.position = entries.position
left join own_requests on own_requests.entry = entries.position
left join party_names as signers on signers.party = decision_signatures.party
left join late_entries on late_entries.position = entries.position
left join party_names as recorders on recorders.party = entries."by"
left join party_names as holders on holders.party = entries.authority
left join authorities as deputies
    on deputies.grant_key = entries.grant_key
    and deputies.step = 'granted'
left join party_names as principals on principals.party = deputies.stands_for
order by entries.position
