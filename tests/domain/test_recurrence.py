"""When a routine is due, what its past says, and numbers as people type them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain import typed
from opscockpit.domain.habits import PastRun, habit_of
from opscockpit.domain.recurrence import DayFacts, is_due, parse, words

OCTOBER = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]


def due_days(text: str, workday: bool = True, campaign: bool = False) -> list[int]:
    rule = parse(text)
    return [
        day.day
        for day in OCTOBER
        if is_due(rule, DayFacts(day, lambda: workday, lambda: campaign, lambda text: text.endswith("DAILY")))
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("6", [3, 10, 17, 24, 31]),
        ("month 1 -1", [1, 31]),
        ("month 31", [31]),
        ("nth 2 1", [12]),
        ("nth -1 6", [31]),
        ("nth 5 4", [29]),
        ("every 7 from 2026-10-05", [5, 12, 19, 26]),
        ("every 10 from 2026-10-30", [30]),
        ("campaign", []),
    ],
)
def test_days_of_october_2026(text: str, days: list[int]) -> None:
    assert due_days(text) == days


def test_what_the_calendar_decides_is_asked_for() -> None:
    assert due_days("workdays", workday=False) == []
    assert len(due_days("workdays")) == len(due_days("campaign", campaign=True)) == 31
    assert len(due_days("RRULE:FREQ=DAILY")) == 31


@pytest.mark.parametrize(
    "text", ["", "8", "0", "nth 6 1", "nth 0 1", "month", "month 0", "every 0 from 2026-01-01", "x"]
)
def test_what_is_no_recurrence_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="workdays"):
        parse(text)


@given(st.sets(st.integers(1, 7), min_size=1))
def test_weekday_digits_in_any_order_mean_the_same(digits: set[int]) -> None:
    text = "".join(str(n) for n in digits)
    assert parse(text) == parse(text[::-1]) == parse(text * 2)
    assert words(parse(text))


def test_streaks_skip_what_did_not_apply_and_end_at_what_was_left() -> None:
    done, missed, none = PastRun("done", False), PastRun("missed", False), PastRun("not_applicable", False)
    habit = habit_of([done, none, done, missed, done], 0)
    assert (habit.streak, habit.undone, habit.runs, habit.done) == (2, 0, 4, 3)
    assert "3 times" in habit_of([missed, missed, none, missed, done], 0).proposal


def test_a_look_that_never_finds_anything_is_proposed_for_dropping_at_thirty() -> None:
    empty = PastRun("done", False, found=0)
    assert habit_of([empty] * 29 + [PastRun("done", False, found=1)], 0).proposal == ""
    assert "30 runs" in habit_of([empty] * 30, 0).proposal
    assert habit_of([PastRun("done", False)] * 40, 0).proposal == ""


def test_overruns_are_counted_against_the_minutes() -> None:
    runs = [PastRun("done", True, seconds=seconds) for seconds in (119, 120, 121)]
    assert (habit_of(runs, 2).over, habit_of(runs, 0).over, habit_of(runs, 2).late) == (1, 0, 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [("１２，８４０", "12840"), ("1.2万", "12000"), ("¥ 98.50", "98.50"), ("12,50", "12.50"), ("1,234,567", "1234567"),
     ("－３", "-3"), ("5。5", "5.5"), ("2k", "2000")],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, value: str) -> None:
    assert typed.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1e5", "nan", "Infinity", "1,2,3", "--1", "万"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        typed.number(text)


@given(st.integers(0, 10**9))
def test_counts_survive_full_width_and_thousands(value: int) -> None:
    wide = str(value).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert typed.whole(wide) == typed.whole(f"{value:,}") == value


@pytest.mark.parametrize(
    ("text", "time"), [("9", "09:00"), ("930", "09:30"), ("９：３０", "09:30"), ("23.59", "23:59")]
)
def test_times_of_day(text: str, time: str) -> None:
    assert typed.clock_time(text) == time


@pytest.mark.parametrize("text", ["", "24", "9:5", "9:60", "x", "9:3x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="09:30"):
        typed.clock_time(text)
