-- One row per production account with costs on two days or more since the shoot began, while it lasts: those costs, and the days shot so far.
-- A shoot day at this rate costs the one through the other.
select
    account_figures.account,
    account_figures.description,
    arg_max(run_rate_steps.shot, (run_rate_steps."on", run_rate_steps.position)) as cost,
    any_value(run_rate_steps.done) as "shoot days",
from run_rate_steps
inner join account_figures on account_figures.account = run_rate_steps.account
where account_figures.section = 'production'
group by account_figures.number, account_figures.account, account_figures.description
having
    count(distinct run_rate_steps."on") >= 2
    and any_value(run_rate_steps.done) > 0
    and arg_max(run_rate_steps.shot, (run_rate_steps."on", run_rate_steps.position)) > 0
order by account_figures.number, account_figures.account
