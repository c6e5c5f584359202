"""Periods share no day, and are cut off once."""

from datetime import date

from ledger.aggregates.period import PERIOD, Period, PeriodCutOff, PeriodOpened, cut_off, open_period
from tests.given import given

MONDAY, SUNDAY = date(2021, 3, 1), date(2021, 3, 7)
OPENED, CUT_OFF = PeriodOpened(starts=MONDAY, ends=SUNDAY), PeriodCutOff(ends=SUNDAY)
WEEK_9 = {"2021-W09": Period(starts=MONDAY, ends=SUNDAY)}


def test_a_period_is_opened_with_its_days() -> None:
    given(PERIOD).when_named(open_period, "2021-W09", starts=MONDAY, ends=SUNDAY, others={}).then(OPENED)


def test_the_next_week_begins_the_day_after() -> None:
    week_10 = PeriodOpened(starts=date(2021, 3, 8), ends=date(2021, 3, 14))
    given(PERIOD).when_named(open_period, "2021-W10", starts=week_10.starts, ends=week_10.ends, others=WEEK_9).then(week_10)


def test_two_periods_never_share_a_day() -> None:
    asked = {"starts": SUNDAY, "ends": date(2021, 3, 14)}
    given(PERIOD).when_named(open_period, "2021-W10", **asked, others=WEEK_9).refuses("2021-W10", "2021-03-14", "2021-W09", "2021-03-07")


def test_a_period_behind_a_cut_off_is_refused() -> None:
    others = {"2021-W09": Period(starts=MONDAY, ends=SUNDAY, cut_off=True)}
    asked = {"starts": date(2021, 2, 22), "ends": date(2021, 2, 28)}
    given(PERIOD).when_named(open_period, "2021-W08", **asked, others=others).refuses("2021-02-28", "2021-W09 is cut off on 2021-03-07")


def test_a_period_that_is_open_or_ends_before_it_starts_is_refused() -> None:
    given(PERIOD, OPENED).when_named(open_period, "2021-W09", starts=MONDAY, ends=SUNDAY, others={}).refuses("2021-W09 is already open")
    given(PERIOD).when_named(open_period, "2021-W09", starts=SUNDAY, ends=MONDAY, others={}).refuses("2021-03-01", "2021-03-07")
    slip = {"starts": MONDAY, "ends": date(2031, 3, 7), "others": {}}
    given(PERIOD).when_named(open_period, "2021-W09", **slip).refuses(
        "2021-W09 from 2021-03-01", "2031-03-07 is longer than a year. Look for a slip: its days are settled when it is opened."
    )


def test_a_cut_off_closes_the_days_of_the_period() -> None:
    given(PERIOD, OPENED).when_named(cut_off, "2021-W09", on=date(2021, 3, 9), others={}).then(CUT_OFF)
    assert CUT_OFF.dates() == {"cut_off": "2021-03-07"}


def test_a_period_is_not_cut_off_before_its_last_day_nor_twice() -> None:
    given(PERIOD, OPENED).when_named(cut_off, "2021-W09", on=date(2021, 3, 6), others={}).refuses("2021-03-07", "2021-03-06")
    again = given(PERIOD, OPENED, CUT_OFF).when_named(cut_off, "2021-W09", on=date(2021, 3, 9), others={})
    again.refuses("2021-W09 is already cut off on 2021-03-07")


def test_periods_are_cut_off_in_order_and_a_later_one_stays_open() -> None:
    week_8 = {"2021-W08": Period(starts=date(2021, 2, 22), ends=date(2021, 2, 28))}
    week_10 = {"2021-W10": Period(starts=date(2021, 3, 8), ends=date(2021, 3, 14))}
    asked = given(PERIOD, OPENED).when_named(cut_off, "2021-W09", on=date(2021, 3, 9), others=week_8 | week_10)
    asked.refuses("2021-W09 would close every day up to 2021-03-07", "2021-W08 is open to 2021-02-28", "topsheet period cut-off 2021-W08")
    given(PERIOD, OPENED).when_named(cut_off, "2021-W09", on=date(2021, 3, 9), others=week_10).then(CUT_OFF)
