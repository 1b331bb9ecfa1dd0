"""The life of an alarm: made once by whoever looks first, then seen, snoozed, closed with a cause, made into a task."""

from __future__ import annotations

from datetime import date

import pytest

from opscockpit import errors
from opscockpit.services import alarms, plans, ringing
from opscockpit.services.actions import undo
from opscockpit.services.calendars import event_add
from opscockpit.store import board
from opscockpit.store.database import Database
from tests.helpers import sale
from tests.numbers.conftest import Shop

FIRST = "2026-08-20"  # 62 days before 21 October


def fallen(shop: Shop, *last: int) -> None:
    """Ordinary days, the last of them as given."""
    shop.usual(FIRST, 63 - len(last))
    shop.days(f"2026-10-{22 - len(last)}", [{"visitors": value} for value in last])


def test_a_fallen_day_rings_once_whoever_looks(shop: Shop) -> None:
    fallen(shop, 30)
    assert ringing.look(shop.db, "lin", shop.store) == 1
    with Database(shop.db.path, shop.clock) as other:
        assert ringing.look(other, "zhou", shop.store) == 0
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    assert (line.metric, line.side, line.good, line.state, line.first_day) == (
        "visitors",
        -1,
        -1,
        "new",
        date(2026, 10, 21),
    )
    assert "Visitors 30 on Wed 21 Oct, usual 9" in line.sentence


def test_looking_twice_writes_nothing(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    before = shop.db.value("SELECT max(id) FROM action"), shop.db.revisions()
    ringing.look(shop.db, "lin", shop.store)
    assert (shop.db.value("SELECT max(id) FROM action"), shop.db.revisions()) == before


def test_a_clean_week_rings_nothing(shop: Shop) -> None:
    shop.usual(FIRST, 63)
    assert ringing.look(shop.db, "lin", shop.store) == 0
    assert alarms.alarm_lines(shop.db, shop.store) == ()


def test_two_fallen_days_are_one_alarm(shop: Shop) -> None:
    fallen(shop, 35, 30)
    assert ringing.look(shop.db, "lin", shop.store) == 1
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    assert (line.first_day, line.last_day) == (date(2026, 10, 20), date(2026, 10, 21))


def test_masked_days_never_ring(shop: Shop) -> None:
    fallen(shop, 500)
    event_add(shop.db, "lin", shop.store, "Double Wednesday", date(2026, 10, 21))
    assert ringing.look(shop.db, "lin", shop.store) == 0


def test_a_larger_k_rings_less(shop: Shop) -> None:
    fallen(shop, 55)
    plans.set_k(shop.db, "lin", shop.store, "visitors", 12.0)
    assert ringing.look(shop.db, "lin", shop.store) == 0
    plans.set_k(shop.db, "lin", shop.store, "visitors", None)
    assert ringing.look(shop.db, "lin", shop.store) == 1


def test_the_day_so_far_rings_from_ten_on_and_a_false_start_goes(shop: Shop) -> None:
    for n in range(62):
        day = f"2026-{8 + (19 + n) // 31:02}-{(19 + n) % 31 + 1:02}"
        if (8 + (19 + n) // 31, (19 + n) % 31 + 1) == (9, 31):
            continue
        shop.orders([sale(f"{day}-{i}", f"{day}T{7 + i // 8:02}:{i % 8 * 7:02}", 5000) for i in range(40 + n % 3)])
    shop.at("2026-10-22T09:30").orders([sale("today-1", "2026-10-22T08:00", 5000)])
    ringing.look(shop.db, "lin", shop.store)
    assert not [line for line in alarms.alarm_lines(shop.db, shop.store) if line.partial]
    shop.at("2026-10-22T11:45").orders([sale("today-2", "2026-10-22T11:40", 5000)])
    ringing.look(shop.db, "lin", shop.store)
    assert {line.metric for line in alarms.alarm_lines(shop.db, shop.store) if line.partial} == {"orders", "paid"}
    shop.at("2026-10-23T09:00").orders([sale(f"late-{i}", f"2026-10-22T{13 + i // 8}:05", 5000) for i in range(39)])
    ringing.look(shop.db, "lin", shop.store)
    assert not [line for line in alarms.alarm_lines(shop.db, shop.store) if line.partial]


def test_seen_and_closed_and_counted(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    assert alarms.seen(shop.db, "zhou", line.id, line.version).message == "seen: Visitors 21 Oct"
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    assert (line.state, line.who) == ("seen", "seen by zhou")
    with pytest.raises(errors.Refused, match="name the cause"):
        alarms.close(shop.db, "lin", line.id, "confirmed")
    alarms.close(shop.db, "lin", line.id, "confirmed", "Coupon expired", version=line.version)
    shop.days("2026-10-27", [{"visitors": 25}])
    shop.at("2026-10-28T09:00")
    ringing.look(shop.db, "lin", shop.store)
    again = alarms.alarm_lines(shop.db, shop.store)[0]
    assert again.often == "before: coupon expired (1×)"
    assert "second time: coupon expired" in alarms.close(shop.db, "lin", again.id, "likely", "coupon expired").message
    with pytest.raises(errors.Refused, match="closed by lin"):
        alarms.seen(shop.db, "lin", again.id)


def test_a_stale_version_is_a_conflict(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    alarms.seen(shop.db, "zhou", line.id, line.version)
    with pytest.raises(errors.Conflict, match="zhou changed this alarm"):
        alarms.close(shop.db, "lin", line.id, "unknown", version=line.version)


def test_a_snooze_always_ends(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    with pytest.raises(errors.Refused, match="sleeps until a day"):
        alarms.snooze(shop.db, "lin", shop.store, line.id, date(2027, 10, 1))
    alarms.snooze(shop.db, "lin", shop.store, line.id, date(2026, 10, 24))
    assert alarms.alarm_lines(shop.db, shop.store)[0].state == "snoozed"
    assert alarms.alarm_lines(shop.at("2026-10-24T09:00").db, shop.store)[0].state == "new"


def test_undo_takes_an_alarm_back_to_new(shop: Shop) -> None:
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    alarms.close(shop.db, "lin", line.id, "unknown")
    undo(shop.db, "lin")
    assert alarms.alarm_lines(shop.db, shop.store)[0].state == "new"


def test_the_task_goes_to_the_owner_of_the_link_with_the_numbers(shop: Shop) -> None:
    with shop.db.write("setup", "link") as w:
        w.insert("link", store_id=shop.store["id"], name="Words", owner="zhou", covers="metric:visitors")
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    done = alarms.alarm_task(shop.db, "lin", shop.store, line.id)
    task = board.task(shop.db, done.id)
    assert (task["owner"], task["link"], task["metric"]) == ("zhou", "Words", "visitors")
    assert task["note"].startswith("Visitors 30 on Wed 21 Oct, usual 9")
    assert alarms.alarm_lines(shop.db, shop.store)[0].task_id == done.id
    with pytest.raises(errors.Refused, match="has a task already"):
        alarms.alarm_task(shop.db, "lin", shop.store, line.id)
    undo(shop.db, "lin")
    assert alarms.alarm_lines(shop.db, shop.store)[0].task_id is None


def test_a_link_is_found_by_its_name_where_none_says_what_it_covers(shop: Shop) -> None:
    with shop.db.write("setup", "link") as w:
        w.insert("link", store_id=shop.store["id"], name="标题词", owner="zhou")
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    assert alarms.alarm_lines(shop.db, shop.store)[0].owner == "zhou"


def test_guests_only_read(shop: Shop) -> None:
    with shop.db.write("setup", "guest") as w:
        w.insert("person", login="guest", name="Guest", role="guest")
    fallen(shop, 30)
    ringing.look(shop.db, "lin", shop.store)
    (line,) = alarms.alarm_lines(shop.db, shop.store)
    with pytest.raises(errors.Refused, match="only reads"):
        alarms.seen(shop.db, "guest", line.id)
