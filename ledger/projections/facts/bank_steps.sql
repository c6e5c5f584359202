-- One row per proposal, confirmation or refusal of a party's bank details; the account itself is beside the book.
select
    position,
    "on",
    key as party,
    case name
        when 'BankDetailsProposed' then 'proposed'
        when 'BankDetailsConfirmed' then 'confirmed'
        when 'BankDetailsRefused' then 'refused'
    end as step,
    if(name = 'BankDetailsProposed', coalesce(state ->> '$.event.form', 'iban'), null) as form,
from staged
where name in ('BankDetailsProposed', 'BankDetailsConfirmed', 'BankDetailsRefused')
