-- One row per scheme with terms: what qualifies, and what the scheme gives for it, as its last entry says.
select *
from scheme_terms_set
qualify row_number() over (partition by scheme order by "on" desc, position desc) = 1
order by scheme
