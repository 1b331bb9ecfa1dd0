"""Weekday classes, events across years, and the bases of a comparison."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.calendar import (
    HOLIDAY,
    MAKE_UP_WORKDAY,
    CalendarEvent,
    aligned_day,
    day_class,
    event_offset,
    events_on,
    iso_week,
    mask_of,
    previous_occurrence,
    same_offset,
)
from opscockpit.domain.compare import BASES, base_day, change, yearly_basis

DAYS = st.dates(date(1997, 1, 1), date(2040, 1, 1))


def double_eleven(year: int) -> CalendarEvent:
    return CalendarEvent("campaign", date(year, 10, 20), date(year, 11, 13), "double11", anchor=date(year, 11, 11))


def anchors(vectors: dict[str, Any], name: str) -> dict[int, date]:
    return {(day := date.fromisoformat(text)).year: day for text in vectors["calendar"][name]}


def test_week_53(vectors: dict[str, Any]) -> None:
    for day, week in vectors["calendar"]["iso"].items():
        assert iso_week(date.fromisoformat(day)) == week
    assert iso_week(date(2027, 1, 4)) == "2027-W01"


def test_year364_keeps_the_weekday(vectors: dict[str, Any]) -> None:
    for day, base in vectors["calendar"]["minus364"].items():
        found = base_day(date.fromisoformat(day), "year364")
        assert found == date.fromisoformat(base)
        assert found.weekday() == date.fromisoformat(day).weekday()


def test_event_is_compared_with_the_event() -> None:
    events = [double_eleven(2024), double_eleven(2025), double_eleven(2026)]
    assert base_day(date(2026, 11, 11), "event", events) == date(2025, 11, 11)
    assert yearly_basis(date(2026, 11, 11), events) == "event"
    assert base_day(date(2026, 9, 1), "event", events) is None
    assert yearly_basis(date(2026, 9, 1), events) == "year364"
    assert base_day(date(2024, 11, 11), "event", events) is None  # no last year: no base


def test_lunar_event_moves_with_the_moon(vectors: dict[str, Any]) -> None:
    cny = anchors(vectors, "cny")
    events = [
        CalendarEvent("holiday", day - timedelta(days=20), day + timedelta(days=14), "cny", anchor=day)
        for day in cny.values()
    ]
    assert aligned_day(date(2026, 2, 16), events) == date(2025, 1, 28)
    assert aligned_day(date(2027, 2, 6), events) == date(2026, 2, 17)
    assert event_offset(date(2026, 2, 16), cny, zero=-1) == 0  # New Year's Eve
    assert event_offset(date(2026, 2, 20), cny) == 3
    assert same_offset(date(2026, 2, 20), cny) == date(2025, 2, 1)
    assert same_offset(date(2024, 2, 11), cny) is None
    assert event_offset(date(2026, 2, 20), {}) is None
    assert same_offset(date(2026, 2, 20), {}) is None


@pytest.mark.parametrize(
    ("name", "month", "day"), [("cny", 1, 1), ("qixi", 7, 7), ("mid_autumn", 8, 15), ("dragon_boat_2026", 5, 5)]
)
def test_lunar_days_are_those_of_the_library(vectors: dict[str, Any], name: str, month: int, day: int) -> None:
    library = pytest.importorskip("lunardate")
    listed = vectors["calendar"][name]
    for text in [listed] if isinstance(listed, str) else listed:
        solar = date.fromisoformat(text)
        assert library.LunarDate(solar.year, month, day).toSolarDate() == solar


@pytest.mark.parametrize("name", ["qixi", "mid_autumn"])
def test_other_lunar_days(vectors: dict[str, Any], name: str) -> None:
    days = anchors(vectors, name)
    assert same_offset(days[2026], days) == days[2025]


def test_event_longer_than_last_year_has_no_base_at_its_end() -> None:
    short = CalendarEvent("campaign", date(2025, 6, 1), date(2025, 6, 18), "618")
    long = CalendarEvent("campaign", date(2026, 6, 1), date(2026, 6, 20), "618")
    assert aligned_day(date(2026, 6, 18), [short, long]) == date(2025, 6, 18)
    assert aligned_day(date(2026, 6, 19), [short, long]) is None


def test_event_without_key_never_aligns() -> None:
    event = CalendarEvent("incident", date(2026, 3, 1), date(2026, 3, 2))
    assert previous_occurrence(event, [CalendarEvent("incident", date(2025, 3, 1), date(2025, 3, 2))]) is None
    assert aligned_day(date(2026, 3, 1), [event]) is None


def test_shortest_event_first_and_mask() -> None:
    season = CalendarEvent("holiday", date(2026, 2, 1), date(2026, 2, 28), mask=False)
    day = CalendarEvent("closed", date(2026, 2, 17), date(2026, 2, 17))
    assert events_on(date(2026, 2, 17), [season, day]) == [day, season]
    assert mask_of([date(2026, 2, 16), date(2026, 2, 17)], [season, day]) == [False, True]


def test_make_up_saturday(vectors: dict[str, Any]) -> None:
    saturday = date.fromisoformat(vectors["calendar"]["workday_saturday"])
    assert day_class(saturday) == 5
    assert day_class(saturday, lambda _: True) == MAKE_UP_WORKDAY
    assert day_class(date(2026, 2, 17), lambda _: False) == HOLIDAY
    assert day_class(date(2026, 2, 17), lambda _: True) == 1


def test_beyond_the_horizon_of_the_holiday_library_it_is_a_plain_weekday() -> None:
    def refuses(day: date) -> bool:
        raise NotImplementedError(f"no available data for year {day.year}")

    assert day_class(date(2027, 1, 1), refuses) == 4


def test_real_holiday_library(vectors: dict[str, Any]) -> None:
    library = pytest.importorskip("chinese_calendar")
    assert day_class(date.fromisoformat(vectors["calendar"]["workday_saturday"]), library.is_workday) == MAKE_UP_WORKDAY
    assert day_class(date(2027, 1, 1), library.is_workday) in (4, HOLIDAY)


@pytest.mark.parametrize(
    ("day", "base"),
    [("2024-02-29", "2023-02-28"), ("2025-02-28", "2024-02-28"), ("2026-01-01", "2025-01-01")],
)
def test_same_date_last_year(day: str, base: str) -> None:
    assert base_day(date.fromisoformat(day), "date") == date.fromisoformat(base)


@given(DAYS)
def test_every_basis_gives_a_day_before_or_none(day: date) -> None:
    for basis in BASES:
        base = base_day(day, basis)
        assert base is None if basis == "event" else base == day if basis == "plan" else base is not None and base < day
    with pytest.raises(ValueError, match="no comparison basis"):
        base_day(day, "lunch")


def test_change_from_zero_unknown_and_small() -> None:
    assert change(5, 0).from_zero
    assert change(5, 0).relative is None
    assert not change(0, 0).from_zero
    assert change(0, 0).sign == 0
    assert (change(None, 4).absolute, change(4, None).relative, change(None, None).sign) == (None, None, 0)
    assert change(20, 29).relative is None
    assert change(20, 29).absolute == -9
    assert change(20, 30).relative == pytest.approx(-1 / 3)
    assert change(20_000, 10_000, unit="money", base_count=12).relative is None


def test_change_of_a_rate_is_in_points_and_relative() -> None:
    moved = change(0.025, 0.03, unit="ratio", base_count=10_000)
    assert moved.unit == "ratio"
    assert moved.absolute == pytest.approx(-0.005)
    assert moved.relative == pytest.approx(-1 / 6)
    assert moved.sign == -1
