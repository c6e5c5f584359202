-- One row per scheme with terms, basis, entry and part of a cost: why it does not qualify, or no reason where it does.
-- What is still to come has no document yet, so no day: it qualifies by its class, its party and the place of its account.
with

parts as (
    select
        scheme_costs.*,
        scheme_terms.basis as counted,
        scheme_costs.settlement is not null as posted,
        scheme_terms.* exclude (position, "on", scheme, basis),
    from scheme_costs
    inner join scheme_terms on scheme_terms.scheme = scheme_costs.scheme
)

select
    position,
    scheme,
    class,
    basis,
    counted,
    account,
    party,
    country,
    region,
    day,
    paid_on,
    document,
    line,
    amount,
    nullif(
        concat_ws(
            '; ',
            case
                when class is null then 'no class'
                when class = 'excluded' or list_contains(excludes, class) then concat('class ', class)
            end,
            if(related and related_excluded, 'related party', null),
            if(settlement = 'in kind' and in_kind_excluded, 'in kind', null),
            if(posted and day < starts, concat('dated ', day, ', before ', starts), null),
            if(posted and day > ends, concat('dated ', day, ', after ', ends), null),
            case
                when len(territory) = 0 then null
                when country is null then 'no country said'
                when not list_contains(territory, country) then concat('spent in ', country)
                when len(regions) = 0 then null
                when region is null then 'no region said'
                when not list_contains(regions, region) then concat('spent in ', region)
            end,
            if(paid_on > paid_by, concat('paid ', paid_on, ', after ', paid_by), null)
        ),
        ''
    ) as reason,
from parts
order by scheme, basis, position, document, line, account
