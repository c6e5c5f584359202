-- One row per thing that the production declares of itself, as it was declared last, and the entry that says so.
select
    name,
    case
        when day is not null then 'day'
        when yes is not null then 'yes or no'
        when number is not null then 'number'
        else 'word'
    end as kind,
    day,
    if(yes is null, null, if(yes, 'yes', 'no')) as yes,
    number::decimal(38, 8) as number,
    word,
    "on",
    position,
from declarations
qualify row_number() over (partition by name order by "on" desc, position desc) = 1 and coalesce(day::varchar, yes::varchar, number::varchar, word) is not null
order by name
