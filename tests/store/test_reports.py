"""Numbers of reports and readings: whose word counts, what is summed, and that people never are."""

from __future__ import annotations

from datetime import date

from opscockpit.store import batches
from opscockpit.store.database import Database, Row
from opscockpit.store.loading import Plan
from opscockpit.store.measures import push
from tests.helpers import content, fact, ledger, measures, put, report, sale

DAY = "2026-03-05"


def test_the_source_with_the_higher_priority_tells_a_measure(db: Database, store: Row) -> None:
    put(db, store, report("low", [fact(DAY, visitors=100, page_views=900)], source="s.low"), Plan(1, frozenset()))
    put(db, store, report("high", [fact(DAY, visitors=120)], source="s.high"), Plan(5, frozenset()))
    assert measures(db, store, DAY) == {"visitors": 120, "page_views": 900}
    batches.undo_batch(db, "lin", 2)
    assert measures(db, store, DAY) == {"visitors": 100, "page_views": 900}


def test_a_ledger_wins_over_a_report_and_a_report_over_a_reading(db: Database, store: Row) -> None:
    push(db, "zhou", store_id=store["id"], day=date(2026, 3, 5), measure="paid", channel="", at=1, value=1)
    assert measures(db, store, DAY) == {"paid": 1}
    put(db, store, report("r", [fact(DAY, paid=22, visitors=9)]), Plan(10**6, frozenset()))
    assert measures(db, store, DAY) == {"paid": 22, "visitors": 9}
    batch = put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 333)]))
    assert (measures(db, store, DAY)["paid"], measures(db, store, DAY)["visitors"]) == (333, 9)
    batches.undo_batch(db, "lin", batch)
    assert measures(db, store, DAY) == {"paid": 22, "visitors": 9}


def test_the_latest_reading_of_a_day_stands(db: Database, store: Row) -> None:
    for moment, value in ((300, 5), (900, 12), (600, 8)):
        push(
            db, "zhou", store_id=store["id"], day=date(2026, 3, 5), measure="carts", channel="", at=moment, value=value
        )
    push(db, "zhou", store_id=store["id"], day=date(2026, 3, 5), measure="carts", channel="app", at=1, value=3)
    assert measures(db, store, DAY) == {"carts": 12}
    assert measures(db, store, DAY, "app") == {"carts": 3}


def test_channels_are_summed_only_where_the_source_tells_all_of_them(db: Database, store: Row) -> None:
    rows = [fact(DAY, dims={"channel": c}, sessions=n, paid=n) for c, n in (("search", 30), ("direct", 12))]
    put(db, store, report("c", rows, grain="channel"), Plan(1, frozenset({"sessions"})))
    assert measures(db, store, DAY) == {"sessions": 42}
    assert measures(db, store, DAY, "search") == {"sessions": 30, "paid": 30}


def test_people_are_never_summed(db: Database, store: Row) -> None:
    rows = [fact(DAY, dims={"channel": c}, visitors=n) for c, n in (("search", 30), ("direct", 12))]
    put(db, store, report("c", rows, grain="channel"), Plan(1, frozenset({"visitors"})))
    assert measures(db, store, DAY) == {}
    assert measures(db, store, DAY, "search") == {"visitors": 30}
    devices = [fact(DAY, dims={"channel": "search", "device": d}, visitors=n) for d, n in (("phone", 20), ("pc", 15))]
    put(db, store, report("d", devices, source="s.device", grain="device"), Plan(9, frozenset({"visitors"})))
    assert measures(db, store, DAY) == {}
    assert measures(db, store, DAY, "search") == {"visitors": 30}


def test_two_counts_of_the_same_people_are_no_count(db: Database, store: Row) -> None:
    put(db, store, report("a", [fact(DAY, visitors=30, page_views=5), fact(DAY, visitors=12, page_views=6)]))
    assert measures(db, store, DAY) == {"page_views": 11}
    put(db, store, report("b", [fact(DAY, visitors=30), fact(DAY, visitors=30)], source="s.twice"))
    assert measures(db, store, DAY) == {"page_views": 11, "visitors": 30}


def test_a_newer_report_replaces_the_day_of_an_older_one(db: Database, store: Row) -> None:
    old = report("old", [fact("2026-03-04", paid=1), fact(DAY, paid=2, refunds=9)])
    new = report("new", [fact(DAY, paid=5), fact("2026-03-06", paid=6)])
    put(db, store, old)
    put(db, store, new)
    assert [measures(db, store, f"2026-03-0{n}") for n in (4, 5, 6)] == [{"paid": 1}, {"paid": 5}, {"paid": 6}]
    both = content(db)
    for batch in (1, 2):
        batches.undo_batch(db, "lin", batch)
    assert content(db)["days"] == []
    put(db, store, new)
    put(db, store, old)
    assert content(db) == both


def test_a_report_of_a_longer_period_is_no_day(db: Database, store: Row) -> None:
    put(db, store, report("w", [fact("2026-03-02", "2026-03-08", visitors=900)]))
    assert content(db)["days"] == []
    assert db.value("SELECT value FROM fact") == 900


def test_a_measure_that_a_report_leaves_out_is_missing_and_a_zero_is_zero(db: Database, store: Row) -> None:
    put(db, store, report("a", [fact(DAY, visitors=0)]))
    assert measures(db, store, DAY) == {"visitors": 0}
