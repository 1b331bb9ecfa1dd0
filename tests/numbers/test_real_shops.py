"""Incidents that are known to have happened, through the real import and the real services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from opscockpit.clock import Clock
from opscockpit.services import ringing
from opscockpit.services.alarms import alarm_lines
from opscockpit.services.explaining import explain
from opscockpit.services.metric_detail import metric_detail
from opscockpit.store.database import Database, Row
from tests.bench import shops

pytestmark = pytest.mark.data
PAYMENTS_FAIL = date(2024, 5, 19)
VIRAL = [date(2024, 2, 29) + timedelta(days=n) for n in range(4)]


@pytest.fixture(scope="module")
def events(data: Path) -> Iterator[tuple[Database, Row]]:
    """The shop with the failing payments, at its end."""
    with shops.imported(data / "retentioneering-ecom", "UTC", "USD", datetime(2024, 6, 30, 9)) as found:
        yield found


def test_failing_payments_ring_within_three_days_and_only_then(events: tuple[Database, Row]) -> None:
    db, store = events
    down = [day for day, found in shops.judged(db, store, "conversion") if found.side < 0]
    assert PAYMENTS_FAIL <= down[0] <= PAYMENTS_FAIL + timedelta(days=3)
    assert all(PAYMENTS_FAIL <= day <= date(2024, 6, 7) for day in down)


def test_the_morning_after_finds_the_alarm_and_its_driver(events: tuple[Database, Row]) -> None:
    db, store = events
    with Database(db.path, Clock(datetime(2024, 5, 23, 9))) as morning:
        ringing.look(morning, "lin", store)
        lines = {line.metric: line for line in alarm_lines(morning, store)}
        assert lines["conversion"].side == -1
        assert lines["conversion"].state == "new"
        told = explain(morning, store, "orders", date(2024, 5, 22))
        parts = {part["name"]: part["value"] for part in told["effects"]}
        assert parts["conversion"] == min(parts.values()) < 0
        assert told["sentence"].startswith("Paid orders fell 8, mostly by Conversion")
        assert abs(parts["sessions"]) <= abs(parts["conversion"]) / 4


def test_the_viral_article_is_traffic_with_weak_conversion(events: tuple[Database, Row]) -> None:
    db, store = events
    by_channel = {"now": [0, 0], "before": [0, 0]}
    for day in VIRAL:
        drills = metric_detail(db, store, "sessions", "week", day, days=60).drills
        organic = next((row for row in drills[0].rows if row.name == "organic"), None)
        orders = metric_detail(db, store, "orders", "week", day, days=60).drills[0]
        bought = next((row for row in orders.rows if row.name == "organic"), None)
        for when in ("now", "before"):
            visits = (organic.value if when == "now" else organic.base) if organic else 0
            buys = (bought.value if when == "now" else bought.base) if bought else 0
            by_channel[when][0] += int(visits or 0)
            by_channel[when][1] += int(buys or 0)
    assert by_channel["now"][0] > by_channel["before"][0]  # more organic visits than the week before,
    assert (
        by_channel["now"][1] / by_channel["now"][0] < by_channel["before"][1] / by_channel["before"][0]
    )  # that buy less
    told = explain(db, store, "orders", VIRAL[0])
    assert told["sentence"] == "Paid orders fell 2, mostly by Conversion (-2)"


def test_no_more_clean_days_ring_than_the_definitions_promise(data: Path) -> None:
    from tests.bench.alarm_rates import UK_2011

    with shops.imported(data / "online-retail", "Europe/London", "GBP", datetime(2011, 10, 1)) as (db, store):
        shops.holidays(db, store, [(date(2010, 12, 20), date(2011, 1, 5)), *((day, day) for day in UK_2011)])
        rates = {found.metric: found.rang / found.scored for found in shops.rings(db, store)}
        assert rates["orders"] <= 0.02
        assert rates["paid"] <= 0.03
        with Database(db.path, Clock(datetime(2011, 9, 26, 9))) as morning:
            told = explain(morning, store, "orders", date(2011, 9, 25))
            assert (told["value"], told["range"]["state"]) == (75, "alarm")
            assert told["range"]["days_used"] == 47
            saturday = explain(morning, store, "orders", date(2011, 9, 24))
            assert (saturday["value"], saturday["range"]["state"]) == (None, "closed")
