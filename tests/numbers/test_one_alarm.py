"""One alarm, told alike wherever it is shown: header, Today, list, alarms page, the number opened, and explain."""

from __future__ import annotations

from datetime import date

import pytest

from opscockpit.services import alarms, calendars, ringing
from opscockpit.services.explaining import explain
from opscockpit.services.metric_detail import metric_detail
from opscockpit.services.metric_list import metric_list
from opscockpit.services.session import Session
from opscockpit.services.watched import PANEL
from opscockpit.store.database import Database
from tests.numbers.conftest import Shop
from tests.numbers.test_alarms import fallen

DAY = date(2026, 10, 21)


def everywhere(shop: Shop) -> tuple[int, dict[str, tuple[str, float]]]:
    """The count of the header, and state and z of visitors in each place."""
    session = Session(shop.db.path, "lin", shop.clock)
    session.notice()
    view = session.today()
    line = next(line for line in view.metrics if line.id == "visitors")
    row = next(row for row in metric_list(shop.db, shop.store).rows if row.id == "visitors")
    (alarm,) = alarms.alarm_lines(shop.db, shop.store)
    told = explain(shop.db, shop.store, "visitors", DAY)["range"]
    opened = metric_detail(shop.db, shop.store, "visitors")
    session.close()
    assert line.state == ("alarm" if line.rings else row.state)
    assert alarm.over == (row.state != "alarm")
    return view.header.alarms, {
        "list": (row.state, row.z or 0.0),
        "alarms": ("alarm", alarm.z),
        "explain": (told["state"], told["z"]),
        "opened": (opened.row.state, opened.row.z or 0.0),
        "chart": (opened.chart[-1].state, alarm.z),
    }


@pytest.mark.parametrize("last", [(30,), (35, 30), (200,)])
def test_an_alarm_is_the_same_everywhere(shop: Shop, last: tuple[int, ...]) -> None:
    fallen(shop, *last)
    count, told = everywhere(shop)
    assert count == 1
    assert {state for state, _ in told.values()} == {"alarm"}
    assert len({round(z, 6) for _, z in told.values()}) == 1


def test_it_stays_the_same_when_the_history_is_restated(shop: Shop) -> None:
    fallen(shop, 40)
    before = everywhere(shop)[1]["list"][1]
    shop.days("2026-10-01", [{"visitors": 60 + n % 9} for n in range(14)])
    count, told = everywhere(shop)
    assert count == 1
    assert len({round(z, 6) for _, z in told.values()}) == 1
    assert told["alarms"][1] != before


def test_before_anybody_has_looked_the_header_counts_what_rings(shop: Shop) -> None:
    fallen(shop, 30)
    session = Session(shop.db.path, "lin", shop.clock)
    assert session.today().header.alarms == 1
    assert alarms.alarm_lines(shop.db, shop.store) == ()
    session.close()


def test_an_alarm_made_quiet_or_closed_rings_no_more_and_says_so(shop: Shop) -> None:
    fallen(shop, 30)
    session = Session(shop.db.path, "lin", shop.clock)
    session.notice()
    (alarm,) = session.numbers.alarms()
    alarms.snooze(session.db, "lin", shop.store, alarm.id, date(2026, 10, 24))
    view = session.today()
    assert view.header.alarms == 0
    line = next(line for line in view.metrics if line.id == "visitors")
    assert (line.state, line.rings, line.note) == ("alarm", False, "Wed 21 Oct · quiet until Sat 24 Oct")
    alarms.close(session.db, "lin", alarm.id, "unknown")
    assert session.today().header.alarms == 0
    session.close()


def test_an_alarm_that_the_numbers_no_longer_bear_out_is_taken_back(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    shop.days("2026-10-21", [{"visitors": 96}])
    ringing.look(shop.db, "lin", shop.store)
    assert alarms.alarm_lines(shop.db, shop.store) == ()


def test_an_event_noted_days_later_takes_back_what_nobody_took_up(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    shop.usual("2026-10-22", 8)
    shop.at("2026-10-30T08:30")
    ringing.look(shop.db, "lin", shop.store)
    assert len(alarms.alarm_lines(shop.db, shop.store)) == 1
    shop.at("2026-11-01T08:30")
    ringing.look(shop.db, "lin", shop.store)
    calendars.event_add(shop.db, "lin", shop.store, "stocktaking", date(2026, 10, 20), kind="campaign")
    ringing.look(shop.db, "lin", shop.store)
    assert len(alarms.alarm_lines(shop.db, shop.store)) == 1  # another day's event
    calendars.event_add(shop.db, "lin", shop.store, "campaign", date(2026, 10, 21), kind="campaign")
    ringing.look(shop.db, "lin", shop.store)
    assert alarms.alarm_lines(shop.db, shop.store) == ()


def test_one_that_somebody_took_up_stays_and_is_over(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    alarms.seen(shop.db, "zhou", alarms.alarm_lines(shop.db, shop.store)[0].id)
    shop.days("2026-10-21", [{"visitors": 96}])
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    assert (line.state, line.over) == ("seen", True)


def test_an_open_screen_looks_when_numbers_move_and_writes_nothing_otherwise(shop: Shop) -> None:
    fallen(shop, 96)
    session = Session(shop.db.path, "lin", shop.clock)
    session.notice()
    assert session.today().header.alarms == 0
    shop.days("2026-10-21", [{"visitors": 30}])
    session.notice()
    assert session.today().header.alarms == 1
    session.notice()
    written = shop.db.value("SELECT max(id) FROM action"), shop.db.revisions()
    shop.at("2026-10-22T09:01")
    session.notice()
    assert (shop.db.value("SELECT max(id) FROM action"), shop.db.revisions()) == written
    session.close()


def test_only_twelve_metrics_ring(shop: Shop) -> None:
    assert len(set(PANEL) - {"sessions"}) <= 12
    shop.usual("2026-08-20", 62, "carts")
    shop.days("2026-10-21", [{"carts": 900}])
    assert ringing.look(shop.db, "lin", shop.store) == 0
    row = next(row for row in metric_list(shop.db, shop.store).rows if row.id == "carts")
    assert (row.state, (row.z or 0) > row.k) == ("watch", True)
    told = explain(shop.db, shop.store, "carts", DAY)["range"]
    assert (told["state"], told["rings"]) == ("watch", False)


def test_a_reader_sees_what_rings_and_writes_nothing(shop: Shop) -> None:
    fallen(shop, 30)
    with Database(shop.db.path, shop.clock, read_only=True) as reader:
        assert ringing.look(reader, "guest", shop.store) == 0
