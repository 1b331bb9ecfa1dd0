"""The demo at half past nine of a fixed day: what is there, what comes later, and nothing of the future."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from opscockpit import errors, locations
from opscockpit.services import today
from opscockpit.services.demo import Demo
from opscockpit.services.shifting import known_at, shift
from opscockpit.services.shops import cut_of
from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from tests.helpers import SetClock, at, content, fact, integrity, ledger, report, sale, shop_cut, wait_until

MORNING = "2026-06-25T09:30"


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[Demo, Database, SetClock]]:
    """One demo for the whole file; its clock only goes forward."""
    clock = SetClock(MORNING)
    with Demo(clock) as demo, Database(demo.path, clock) as db:
        yield demo, db, clock


def shops(db: Database) -> list[Row]:
    return stores.stores(db)


def stamp(store: Row, clock: SetClock) -> int:
    return int(clock.now(cut_of(store).zone).timestamp())


def orders_of_today(db: Database, store: Row) -> int:
    sql = "SELECT count(*) FROM sale WHERE store_id = ? AND live = 1 AND created_day = '2026-06-25'"
    return int(db.value(sql, (store["id"],)))


def test_both_shops_are_full(opened: tuple[Demo, Database, SetClock]) -> None:
    _, db, _ = opened
    assert [(row["name"], row["currency"], row["demo"]) for row in shops(db)] == [
        ("暖足旗舰店", "CNY", 1), ("Northwool", "GBP", 1),
    ]  # fmt: skip
    for store, (sales, tasks, words) in zip(shops(db), [(15_000, 20, 8), (6_000, 9, 4)], strict=True):
        view = today.build(db, "lin", store)
        assert db.value("SELECT count(*) FROM sale WHERE store_id = ?", (store["id"],)) > sales
        assert db.value("SELECT count(*) FROM task WHERE store_id = ?", (store["id"],)) >= tasks
        assert len(view.keywords) == words
        assert len(view.metrics) >= 8
        assert view.must_do
        assert view.header.demo
        assert view.header.letters > 0
        assert view.header.previous is not None
    assert len(stores.people(db)) == 6


def test_nothing_of_the_future_is_there(opened: tuple[Demo, Database, SetClock]) -> None:
    _, db, clock = opened
    for store in shops(db):
        now, sid = stamp(store, clock), store["id"]
        for table, column in (
            ("sale", "created_at"), ("sale", "paid_at"), ("batch", "imported_at"), ("reading", "at"),
            ("task", "created_at"), ("task", "moved_at"), ("must_item", "done_at"), ("focus", "set_at"),
            ("focus", "scored_at"),
        ):  # fmt: skip
            newest = db.value(f"SELECT max({column}) FROM {table} WHERE store_id = ?", (sid,))
            assert newest is None or newest <= now, (store["name"], table, column)
        for table, column, last in (
            ("day_measure", "day", "2026-06-25"), ("hour_measure", "day", "2026-06-25"),
            ("fact", "last_day", "2026-06-24"), ("sale", "refund_day", "2026-06-25"),
            ("batch", "last_day", "2026-06-25"), ("must_item", "day", "2026-06-25"),
        ):  # fmt: skip
            assert (db.value(f"SELECT max({column}) FROM {table} WHERE store_id = ?", (sid,)) or "") <= last, table
        assert db.value("SELECT count(*) FROM batch WHERE store_id = ? AND as_of > ?", (sid, now + 9 * 3600)) == 0
    assert integrity_of(db) == [("ok",)]


def integrity_of(db: Database) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.rows("PRAGMA integrity_check")] + [
        tuple(row) for row in db.rows("PRAGMA foreign_key_check")
    ]


def test_the_day_goes_on(opened: tuple[Demo, Database, SetClock]) -> None:
    """Runs last of those on the shared demo: it moves the clock."""
    demo, db, clock = opened
    start = {store["id"]: orders_of_today(db, store) for store in shops(db)}
    demo.step(db)
    still = db.value("SELECT count(*) FROM batch")
    demo.step(db)
    assert db.value("SELECT count(*) FROM batch") == still
    before = dict(start)
    for hour in (12, 16, 20, 23):
        clock.at = datetime(2026, 6, 25, hour, 45)
        demo.step(db)
        for store in shops(db):
            now = orders_of_today(db, store)
            assert now >= before[store["id"]]
            before[store["id"]] = now
            newest = db.value("SELECT max(created_at) FROM sale WHERE store_id = ?", (store["id"],))
            assert newest <= stamp(store, clock)
    assert all(before[store["id"]] > start[store["id"]] for store in shops(db))
    paid_late = "SELECT count(*) FROM sale WHERE live = 1 AND paid_at > ? AND store_id = ?"
    assert all(db.value(paid_late, (stamp(store, clock), store["id"])) == 0 for store in shops(db))
    for store in shops(db):
        visitors = next(m for m in today.build(db, "lin", store).metrics if m.id in ("visitors", "sessions"))
        assert visitors.value is not None


# Smaller demos ------------------------------------------------------------------------------------------------


@pytest.fixture
def _one_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of the wool shop's searches alone, for what does not need the whole."""
    source = locations.fixtures_folder() / "demo"
    target = tmp_path / "fixtures" / "demo"
    target.mkdir(parents=True)
    plan = (source / "team.toml").read_text(encoding="utf-8")
    first, second = plan.index("[[store]]"), plan.index("[[store]]", plan.index("[[store]]") + 1)
    plan = (plan[:first] + plan[second:]).replace('files = ["shopify.zip", "search.zip"]', 'files = ["search.zip"]')
    (target / "team.toml").write_text(plan, encoding="utf-8")
    shutil.copy(source / "search.zip", target)
    monkeypatch.setattr(locations, "fixtures_folder", lambda: tmp_path / "fixtures")


@pytest.mark.usefixtures("_one_shop")
def test_the_same_morning_twice_is_the_same(tmp_path: Path) -> None:
    found = []
    for name in ("a.db", "b.db"):
        clock = SetClock(MORNING)
        with Demo(clock, keep=tmp_path / name) as demo, Database(demo.path, clock) as db:
            for minute in (30, 45, 59):
                clock.at = clock.at.replace(minute=minute)
                demo.step(db)
            tables = ("task", "must_item", "keyword", "rank_look", "letter", "focus", "reading", "fact", "routine")
            rows = {table: [tuple(row) for row in db.rows(f"SELECT * FROM {table}")] for table in tables}
            found.append((content(db), rows))
    assert found[0] == found[1]
    assert found[0][1]["reading"] or found[0][1]["fact"]


@pytest.mark.usefixtures("_one_shop")
@pytest.mark.parametrize("day", ["2024-02-29", "2026-06-28", "2026-06-29", "2031-01-01"])
def test_weekdays_stay_weekdays_whatever_the_day(tmp_path: Path, day: str) -> None:
    clock = SetClock(f"{day}T09:30")
    with Demo(clock, keep=tmp_path / "x.db") as demo, Database(demo.path, clock) as db:
        newest = db.value("SELECT max(last_day) FROM fact WHERE first_day = last_day")
        assert timedelta(days=2) < datetime.fromisoformat(day) - datetime.fromisoformat(newest) <= timedelta(days=4)


@pytest.mark.usefixtures("_one_shop")
def test_it_plays_by_itself_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opscockpit.services.demo.STEP_SECONDS", 0.001)
    steps: list[int] = []
    monkeypatch.setattr(Demo, "step", lambda self, db: steps.append(1))
    with Demo(SetClock(MORNING)) as demo:
        folder = demo.path.parent
        demo.start()
        wait_until(lambda: len(steps) > 2, "some steps")
    assert not folder.exists()


@pytest.mark.usefixtures("_one_shop")
def test_a_demo_that_is_kept_is_a_database_like_any_other(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    with Demo(SetClock(MORNING), keep=kept):
        pass
    assert integrity(kept) == [("ok",)]
    with pytest.raises(errors.Refused, match="exists already"):
        Demo(SetClock(MORNING), keep=kept)
    assert integrity(kept) == [("ok",)]


# What is known when -------------------------------------------------------------------------------------------


def test_an_order_is_told_of_as_its_life_goes_on() -> None:
    order = sale("1", "2026-03-05T10:00", 900, paid_at=at("2026-03-05T10:30"), refunded=200,
                 refunded_at=at("2026-03-06T09:00"))  # fmt: skip
    cases = {"09:59": None, "10:00": (0, 0), "10:29": (0, 0), "10:30": (900, 0), "23:59": (900, 0)}
    for moment, expected in cases.items():
        now = datetime.fromisoformat(f"2026-03-05T{moment}")
        known, coming = known_at(ledger("a", [order], exported_at=at("2026-04-01T00:00")), now, now.date())
        assert [(o.paid, o.refunded) for o in known.orders] == ([] if expected is None else [expected])
        assert all(telling > now for telling, _ in coming)
        assert (coming[-1][1].paid, coming[-1][1].refunded) == (900, 200)
        assert known.as_of is not None
        assert known.exported_at is not None
        assert max(known.as_of, known.exported_at) <= now
    known, coming = known_at(ledger("a", [order]), datetime(2026, 3, 6, 9), datetime(2026, 3, 6).date())
    assert (known.orders, coming) == ([order], [])


def test_reports_tell_of_whole_days_only() -> None:
    parsed = report("r", [fact("2026-03-04", visitors=1), fact("2026-03-05", visitors=2)])
    known, coming = known_at(parsed, datetime(2026, 3, 5, 9), datetime(2026, 3, 4).date())
    assert ([f.measures for f in known.facts], coming) == ([{"visitors": 1}], [])


def test_moving_by_weeks_keeps_weekdays_and_hours() -> None:
    cut, by = shop_cut("Europe/London"), timedelta(weeks=4)
    winter = sale("1", "2026-03-05T10:00+00:00", 900)
    moved = shift(ledger("a", [winter]), by, cut).orders[0]
    assert moved.paid_at == datetime(2026, 4, 2, 10)  # summer time by then, the same hour on the wall
    assert replace(moved, created_at=None, paid_at=None) == replace(winter, created_at=None, paid_at=None)
