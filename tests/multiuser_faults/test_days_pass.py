"""Midnight, start hour and summer time under open screens: each day has one list, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.clock import BusinessDay
from opscockpit.services.session import Session
from opscockpit.services.views import TodayView
from opscockpit.store.database import Database
from opscockpit.ui.live import Live
from tests.helpers import SetClock, add_routine, add_shop, new_file


class Screen:
    """An open screen and what it shows, with a clock of its own for the minute."""

    def __init__(self, path: Path, who: str, clock: SetClock) -> None:
        self.session = Session(path, who, clock)
        self.live = Live(lambda call: call(), lambda: clock.at.timestamp())
        self.live.on_view = self._show
        self.live.on_trouble = self._fail
        self._show(self.live.load(self.session))

    def _show(self, view: TodayView) -> None:
        self.view = view

    def _fail(self, trouble: Exception) -> None:
        raise trouble

    def look(self) -> TodayView:
        """What it shows after its next look."""
        self.live.look(self.session)
        return self.view


class Office:
    """Two screens on one store."""

    def __init__(self, path: Path, zone: str, day_starts: str, at: str) -> None:
        self.path = path
        with Database(path) as db:
            add_routine(db, add_shop(db, zone=zone, day_starts=day_starts), "count socks")
        self.clock = SetClock(at)
        self.screens = [Screen(path, who, self.clock) for who in ("lin", "mei")]

    def at(self, moment: str) -> tuple[date, str]:
        """Day and time of day that both screens show at a moment."""
        self.clock.at = datetime.fromisoformat(moment)
        shown = {(view.header.day, f"{view.header.now:%H:%M}") for screen in self.screens for view in [screen.look()]}
        assert len(shown) == 1
        return shown.pop()

    def lists(self) -> list[tuple[str, int]]:
        """Each day's items."""
        with Database(self.path) as db:
            return [tuple(row) for row in db.rows("SELECT day, count(*) FROM must_item GROUP BY day ORDER BY day")]


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    made = Office(new_file(tmp_path), *request.param)
    yield made
    for screen in made.screens:
        screen.session.close()


@pytest.mark.parametrize("office", [("Asia/Shanghai", "00:00", "2026-03-05T23:59")], indirect=True)
def test_midnight_begins_the_next_day_and_its_list(office: Office) -> None:
    lin = office.screens[0]
    item = lin.view.must_do[0]
    lin.session.tick(item.id, item.version)
    assert office.at("2026-03-06T00:00:30") == (date(2026, 3, 6), "00:00")
    assert [item.state for item in lin.view.must_do] == ["open"]
    assert office.lists() == [("2026-03-05", 1), ("2026-03-06", 1)]
    lin.session.tick(item.id, item.version + 1, "open")  # yesterday's item can still be mended
    assert [left.title for left in office.screens[1].look().left] == ["count socks"]


@pytest.mark.parametrize("office", [("Asia/Shanghai", "04:00", "2026-03-05T23:30")], indirect=True)
def test_where_the_day_starts_at_four_midnight_changes_nothing(office: Office) -> None:
    assert office.at("2026-03-06T00:30") == (date(2026, 3, 5), "00:30")
    assert office.at("2026-03-06T03:59") == (date(2026, 3, 5), "03:59")
    assert office.at("2026-03-06T04:00") == (date(2026, 3, 6), "04:00")
    assert office.lists() == [("2026-03-05", 1), ("2026-03-06", 1)]


@pytest.mark.parametrize("office", [("Europe/London", "00:00", "2026-03-29T00:58+00:00")], indirect=True)
def test_the_hour_that_summer_time_takes(office: Office) -> None:
    assert office.at("2026-03-29T00:59+00:00") == (date(2026, 3, 29), "00:59")
    assert office.at("2026-03-29T01:00+00:00") == (date(2026, 3, 29), "02:00")
    assert office.at("2026-03-29T22:59+00:00") == (date(2026, 3, 29), "23:59")
    assert office.at("2026-03-29T23:00+00:00") == (date(2026, 3, 30), "00:00")
    assert office.lists() == [("2026-03-29", 1), ("2026-03-30", 1)]


@pytest.mark.parametrize("office", [("Europe/London", "01:30", "2026-10-25T00:29+00:00")], indirect=True)
def test_the_hour_that_comes_twice_begins_the_day_once(office: Office) -> None:
    assert office.at("2026-10-25T00:29+00:00") == (date(2026, 10, 24), "01:29")
    assert office.at("2026-10-25T00:30+00:00") == (date(2026, 10, 25), "01:30")
    lin = office.screens[0]
    added = lin.session.task_add("in the first of the two hours", None, None, 3, None, None)
    assert office.at("2026-10-25T01:10+00:00") == (date(2026, 10, 25), "01:10")
    assert office.at("2026-10-25T01:30+00:00") == (date(2026, 10, 25), "01:30")
    assert office.lists() == [("2026-10-24", 1), ("2026-10-25", 1)]
    assert added.id in [card.id for column in lin.look().board for card in column.cards]
    assert lin.session.undo() == "taken back: add task · in the first of the two hours"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from(["Europe/London", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Shanghai"]),
    st.times(time(0, 0), time(6, 0)),
)
def test_a_moment_is_of_the_day_between_whose_bounds_it_lies(moment: datetime, zone: str, starts: time) -> None:
    cut = BusinessDay(ZoneInfo(zone), starts.replace(second=0, microsecond=0))
    instant = moment.replace(tzinfo=UTC)
    day = cut.day_of(instant)
    first, end = (bound.astimezone(UTC) for bound in cut.bounds(day))
    assert first <= instant < end
    assert cut.day_of(instant + timedelta(minutes=1)) >= day
