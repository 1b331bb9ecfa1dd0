"""From records to the numbers of days: ledgers, what is known, zero or missing, and the way back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from opscockpit import errors
from opscockpit.domain.records import Order, Skip
from opscockpit.store import batches, loading
from opscockpit.store.database import Database, Row
from opscockpit.store.loading import Plan
from tests.helpers import LEDGER, add_shop, at, content, fact, ledger, measures, put, report, sale, unpaid

DAY = "2026-03-05"


def hours(db: Database, store: Row, measure: str, day: str = DAY) -> dict[int, int]:
    found = db.rows(
        "SELECT hour, value FROM hour_measure WHERE store_id = ? AND measure = ? AND day = ?",
        (store["id"], measure, day),
    )
    return {row["hour"]: row["value"] for row in found}


# Ledgers ------------------------------------------------------------------------------------------------------


def test_a_day_of_a_ledger(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("1", "2026-03-05T09:10", 1000, "ann", units=2),
        sale("2", "2026-03-05T09:50", 2500, "bob", refunded=500, refunded_at=at("2026-03-05T18:00")),
        sale("3", "2026-03-05T23:59:59", 700),
        unpaid("4", "2026-03-05T10:00", buyer="cid"),
        Order("5", "adjustment", at("2026-03-05T11:00"), None, adjustment=-300),
    ]))  # fmt: skip
    found = measures(db, store, DAY)
    assert {name: found[name] for name in ("orders", "orders_created", "paid", "units", "refunds", "adjustments")} == {
        "orders": 3, "orders_created": 4, "paid": 4200, "units": 4, "refunds": 500, "adjustments": -300,
    }  # fmt: skip
    assert {name: found[name] for name in ("buyers", "new_buyers", "returning_buyers")} == {
        "buyers": 2, "new_buyers": 2, "returning_buyers": 0,
    }  # fmt: skip
    assert hours(db, store, "orders") == {9: 2, 23: 1}
    assert hours(db, store, "paid") == {9: 3500, 23: 700}


def test_an_order_counts_where_it_was_paid_and_was_created_where_it_was_created(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", "2026-03-06T00:05", 900, created_at=at("2026-03-05T23:58"))]))
    assert (measures(db, store, DAY)["orders_created"], measures(db, store, DAY)["orders"]) == (1, 0)
    assert (measures(db, store, "2026-03-06")["orders_created"], measures(db, store, "2026-03-06")["orders"]) == (0, 1)
    assert measures(db, store, "2026-03-06")["paid"] == 900


def test_a_day_without_orders_is_zero_inside_and_missing_outside(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", "2026-03-03T10:00", 100), sale("2", "2026-03-06T10:00", 100)]))
    assert measures(db, store, "2026-03-04")["orders"] == 0
    assert measures(db, store, "2026-03-05")["paid"] == 0
    assert measures(db, store, "2026-03-02") == {}
    assert measures(db, store, "2026-03-07") == {}


def test_a_ledger_with_a_day_from_another_century_covers_only_where_it_has_rows(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", "1970-01-01T00:00", 100), sale("2", f"{DAY}T10:00", 100)]))
    assert db.value("SELECT count(*) FROM slice") == 2
    assert measures(db, store, "2000-01-01") == {}


def test_what_a_ledger_does_not_know_stays_unknown(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 100)]), Plan(0, frozenset({"units"})))
    found = measures(db, store, DAY)
    assert {"orders", "orders_created", "paid", "units"} == set(found)


def test_channels_of_a_ledger(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("1", f"{DAY}T10:00", 100, "ann", channel="app"), sale("2", f"{DAY}T11:00", 250, "ann", channel="web"),
        sale("3", f"{DAY}T12:00", 50, "bob", channel="app"), sale("4", f"{DAY}T12:00", 7),
    ]))  # fmt: skip
    assert measures(db, store, DAY)["paid"] == 407
    assert (measures(db, store, DAY, "app")["paid"], measures(db, store, DAY, "app")["orders"]) == (150, 2)
    assert measures(db, store, DAY, "web")["paid"] == 250
    assert not {"buyers", "new_buyers", "returning_buyers"} & set(measures(db, store, DAY, "app"))


# Days ---------------------------------------------------------------------------------------------------------


def test_a_business_day_that_starts_at_four(db: Database) -> None:
    store = add_shop(db, "Bar", day_starts="04:00")
    put(db, store, ledger("a", [
        sale("1", "2026-03-05T04:00", 1), sale("2", "2026-03-06T00:30", 10), sale("3", "2026-03-06T03:59:59", 100),
        sale("4", "2026-03-06T04:00", 1000),
    ]))  # fmt: skip
    assert measures(db, store, "2026-03-05")["paid"] == 111
    assert measures(db, store, "2026-03-06")["paid"] == 1000
    assert measures(db, store, "2026-03-04") == {}
    assert hours(db, store, "paid", "2026-03-05") == {0: 10, 3: 100, 4: 1}


def test_orders_at_midnight_belong_to_the_day_that_begins(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", "2026-03-05T00:00", 1), sale("2", "2026-03-05T23:59:59", 10)]))
    assert measures(db, store, DAY)["paid"] == 11
    assert measures(db, store, "2026-03-04") == {}


@pytest.mark.parametrize(
    ("day", "length", "hour"),
    [(date(2026, 3, 29), 23, None), (date(2026, 10, 25), 25, 1), (date(2026, 6, 1), 24, None)],
)
def test_days_of_23_and_25_hours(db: Database, day: date, length: int, hour: int | None) -> None:
    """An order in every real hour: all of them count, and the hour that comes twice has two."""
    store = add_shop(db, "Wool", zone="Europe/London", currency="GBP")
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1 if day.month in (6, 10) else 0)
    moments = [first + timedelta(hours=n) for n in range(length)]
    put(db, store, ledger("a", [
        Order(str(n), "sale", moment, moment, paid=1, units=1) for n, moment in enumerate(moments)
    ]))  # fmt: skip
    assert measures(db, store, day.isoformat())["orders"] == length
    assert db.value("SELECT count(*) FROM day_measure WHERE measure = 'orders' AND value > 0") == 1
    by_hour = hours(db, store, "orders", day.isoformat())
    assert sum(by_hour.values()) == length
    assert [h for h, n in by_hour.items() if n == 2] == ([] if hour is None else [hour])


def test_moments_with_an_offset_are_cut_in_the_stores_zone(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", "2026-03-05T17:00+00:00", 5), sale("2", "2026-03-05T15:59+00:00", 70)]))
    assert measures(db, store, DAY)["paid"] == 70
    assert measures(db, store, "2026-03-06")["paid"] == 5


def test_moments_that_are_only_days_have_no_hour_and_no_shift(db: Database) -> None:
    store = add_shop(db, "Bar", day_starts="04:00")
    put(db, store, ledger("a", [sale("1", "2026-03-05T00:00", 5)], time_known=False))
    assert measures(db, store, DAY)["paid"] == 5
    assert hours(db, store, "paid") == {}
    assert measures(db, store, "2026-03-04") == {}


def test_money_without_decimals(db: Database) -> None:
    store = add_shop(db, "Kutsu", zone="Asia/Tokyo", currency="JPY")
    put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 1980), sale("2", f"{DAY}T10:00", 10**13)]))
    assert measures(db, store, DAY)["paid"] == 10**13 + 1980


# The same order in two files ----------------------------------------------------------------------------------


def test_a_later_file_updates_an_order(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [unpaid("1", f"{DAY}T10:00", buyer="ann")]))
    assert (measures(db, store, DAY)["orders"], measures(db, store, DAY)["buyers"]) == (0, 0)
    put(db, store, ledger("b", [sale("1", f"{DAY}T10:00", 900, "ann")]))
    assert (measures(db, store, DAY)["orders"], measures(db, store, DAY)["paid"]) == (1, 900)
    assert measures(db, store, DAY)["new_buyers"] == 1
    put(db, store, ledger("c", [
        sale("1", f"{DAY}T10:00", 900, "ann", refunded=200, refunded_at=at("2026-03-08T10:00"))
    ]))  # fmt: skip
    assert (measures(db, store, DAY)["orders"], measures(db, store, DAY)["refunds_by_order"]) == (1, 200)


def test_an_older_file_that_comes_later_changes_nothing_back(db: Database, store: Row) -> None:
    put(db, store, ledger("new", [sale("1", f"{DAY}T10:00", 900, refunded=200, refunded_at=at(f"{DAY}T20:00"))]))
    before = content(db)
    put(db, store, ledger("old", [sale("1", f"{DAY}T10:00", 900)]))
    assert content(db) == before


def test_files_that_overlap_count_each_order_once(db: Database, store: Row) -> None:
    orders = [sale(str(n), f"2026-03-0{1 + n}T10:00", 100 + n, f"b{n % 2}") for n in range(6)]
    put(db, store, ledger("first", orders[:4]))
    put(db, store, ledger("second", orders[2:]))
    with_both = content(db)
    assert sum(measures(db, store, f"2026-03-0{1 + n}")["paid"] for n in range(6)) == 615
    assert [measures(db, store, f"2026-03-0{1 + n}")["new_buyers"] for n in range(6)] == [1, 1, 0, 0, 0, 0]
    batches.undo_batch(db, "lin", 1)
    put(db, store, ledger("first again", orders[:4]))
    assert content(db) == with_both


def test_the_same_content_twice_is_refused_and_changes_nothing(db: Database, store: Row) -> None:
    parsed = ledger("a", [sale("1", f"{DAY}T10:00", 100)])
    batch = put(db, store, parsed)
    assert loading.already_loaded(db, store["id"], parsed.sha256) == batch
    before = content(db)
    with pytest.raises(errors.Refused):
        put(db, store, parsed)
    assert content(db) == before
    assert db.value("SELECT count(*) FROM batch") == 1
    batches.undo_batch(db, "lin", batch)
    assert loading.already_loaded(db, store["id"], parsed.sha256) is None
    put(db, store, parsed)
    assert content(db) == before


def test_the_same_content_may_go_into_another_store(db: Database, store: Row) -> None:
    other = add_shop(db, "Other")
    parsed = ledger("a", [sale("1", f"{DAY}T10:00", 100, "ann")])
    put(db, store, parsed)
    put(db, other, parsed)
    assert measures(db, other, DAY) == measures(db, store, DAY)


# New and returning --------------------------------------------------------------------------------------------


def test_an_older_file_makes_a_new_buyer_a_returning_one(db: Database, store: Row) -> None:
    put(
        db, store, ledger("march", [sale("2", "2026-03-05T10:00", 100, "ann"), sale("3", "2026-03-05T11:00", 1, "bob")])
    )
    assert (measures(db, store, DAY)["new_buyers"], measures(db, store, DAY)["returning_buyers"]) == (2, 0)
    old = put(db, store, ledger("january", [sale("1", "2026-01-05T10:00", 100, "ann")]))
    assert (measures(db, store, DAY)["new_buyers"], measures(db, store, DAY)["returning_buyers"]) == (1, 1)
    assert measures(db, store, "2026-01-05")["new_buyers"] == 1
    batches.undo_batch(db, "lin", old)
    assert (measures(db, store, DAY)["new_buyers"], measures(db, store, DAY)["returning_buyers"]) == (2, 0)


def test_an_unpaid_order_makes_nobody_a_buyer(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [unpaid("1", "2026-03-04T10:00", buyer="ann"), sale("2", f"{DAY}T10:00", 1, "ann")]))
    assert measures(db, store, "2026-03-04")["buyers"] == 0
    assert measures(db, store, DAY)["new_buyers"] == 1


def test_a_buyer_who_buys_twice_on_the_first_day_is_new_once(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 1, "ann"), sale("2", f"{DAY}T20:00", 1, "ann")]))
    found = measures(db, store, DAY)
    assert (found["orders"], found["buyers"], found["new_buyers"]) == (2, 1, 1)


def test_buyers_of_two_stores_are_two_people(db: Database, store: Row) -> None:
    other = add_shop(db, "Other")
    put(db, store, ledger("a", [sale("1", "2026-03-01T10:00", 1, "ann")]))
    put(db, other, ledger("b", [sale("1", f"{DAY}T10:00", 1, "ann")]))
    assert measures(db, other, DAY)["new_buyers"] == 1


# Refunds ------------------------------------------------------------------------------------------------------


def test_a_refund_counts_on_its_day_and_on_the_day_of_its_order(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("1", "2026-03-05T10:00", 1000, refunded=400, refunded_at=at("2026-03-07T09:00")),
        sale("2", "2026-03-07T10:00", 50, refunded=50),
    ]))  # fmt: skip
    by_event = [measures(db, store, f"2026-03-0{n}").get("refunds") for n in (5, 6, 7)]
    by_order = [measures(db, store, f"2026-03-0{n}").get("refunds_by_order") for n in (5, 6, 7)]
    assert by_event == [0, 0, 450]
    assert by_order == [400, 0, 50]
    assert measures(db, store, DAY)["paid"] == 1000


def test_a_credit_note_of_its_own_is_no_order(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("1", f"{DAY}T10:00", 1000),
        Order("C1", "refund", at("2026-03-06T10:00"), None, refunded=300, refunded_at=at("2026-03-06T10:00")),
    ]))  # fmt: skip
    found = measures(db, store, "2026-03-06")
    assert (found["refunds"], found["orders"], found["orders_created"], found["paid"]) == (300, 0, 0, 0)


# Undo ---------------------------------------------------------------------------------------------------------


def test_undo_brings_back_exactly_what_was(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 900, "ann"), sale("2", f"{DAY}T11:00", 100, "bob")]))
    put(db, store, report("r", [fact(DAY, visitors=50)]))
    before = content(db)
    late = [
        sale("1", f"{DAY}T10:00", 900, "ann", refunded=900, refunded_at=at("2026-03-06T10:00"), channel="app"),
        sale("0", "2026-02-01T10:00", 5, "bob"), sale("9", "2026-03-09T10:00", 5, "cid"),
    ]  # fmt: skip
    for parsed in (ledger("b", late), report("r2", [fact(DAY, visitors=60), fact("2026-03-06", visitors=7)])):
        batch = put(db, store, parsed)
        assert content(db) != before
        assert batches.undo_batch(db, "lin", batch) == parsed.file
        assert content(db) == before
    for table in ("fact", "slice", "sale", "sale_line"):
        kept = db.value(f"SELECT count(*) FROM {table}" + (" WHERE batch_id > 2" if table != "sale_line" else ""))
        assert kept == 0


def test_undo_of_what_is_not_there(db: Database, store: Row) -> None:
    batch = put(db, store, report("r", [fact(DAY, visitors=50)]))
    with pytest.raises(errors.NotFound, match="opscockpit imports"):
        batches.undo_batch(db, "lin", 99)
    batches.undo_batch(db, "lin", batch)
    with pytest.raises(errors.Refused, match="already"):
        batches.undo_batch(db, "lin", batch)
    assert [(row["id"], row["state"]) for row in batches.batches(db)] == [(batch, "undone")]


# What is kept of a file ---------------------------------------------------------------------------------------


def test_a_batch_keeps_its_account_and_its_skipped_rows(db: Database, store: Row) -> None:
    skipped = [Skip(7, "金额", "=1+1 [/x]", "is no number"), Skip(8, "", "", "is empty")]
    parsed = ledger("a [b].csv", [sale("1", f"{DAY}T10:00", 1)], rows_read=4, rows_total_lines=1, rows_skipped=2)
    parsed.skipped, parsed.notes = skipped, ["ü"]
    batch = put(db, store, parsed)
    assert [tuple(row) for row in batches.skips(db, batch)] == [(s.row, s.column, s.value, s.reason) for s in skipped]
    row = batches.batches(db)[0]
    assert (row["rows_read"], row["rows_used"], row["rows_skipped"], row["rows_total_lines"]) == (4, 1, 2, 1)
    assert (row["first_day"], row["last_day"], row["file"], row["imported_by"]) == (DAY, DAY, "a [b].csv", "lin")


def test_an_account_that_does_not_add_up_is_refused(db: Database, store: Row) -> None:
    with pytest.raises(errors.Refused):
        put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 1)], rows_read=5))
    assert content(db)["sales"] == []


def test_lines_and_products(db: Database, store: Row) -> None:
    lines = [(2, "S1", "袜子", 2, 500), (3, "", "only a title", 1, 50), (4, "S1", "袜子", 1, 250)]
    put(db, store, ledger("a", [sale("1", f"{DAY}T10:00", 800, lines=lines)], as_of="2026-03-05T00:00"))
    put(db, store, ledger("b", [sale("2", "2026-03-06T10:00", 5, lines=[(1, "S1", "new title", 1, 5)])]))
    put(db, store, ledger("c", [sale("3", "2026-03-01T10:00", 5, lines=[(1, "S1", "old title", 1, 5)])]))
    assert {tuple(row) for row in db.rows("SELECT sku, title FROM product")} == {
        ("S1", "袜子"), ("S1", "new title"), ("S1", "old title"), ("only a title", "only a title"),
    }  # fmt: skip
    assert [tuple(row) for row in db.rows("SELECT row, pieces, amount FROM sale_line WHERE sale_id = 1")] == [
        (2, 2, 500), (3, 1, 50), (4, 1, 250),
    ]  # fmt: skip


def test_a_broken_file_leaves_no_trace(db: Database, store: Row) -> None:
    twice = [sale("1", f"{DAY}T10:00", 1), sale("1", f"{DAY}T11:00", 2)]
    with pytest.raises(errors.CockpitError):
        put(db, store, ledger("a", twice))
    assert [db.value(f"SELECT count(*) FROM {t}") for t in ("batch", "sale", "buyer", "slice", "day_measure")] == [
        0
    ] * 5


def test_ids_are_text(db: Database, store: Row) -> None:
    orders = [sale("007", f"{DAY}T10:00", 1, "01"), sale("12345678901234567890", f"{DAY}T10:00", 1, "1")]
    put(db, store, ledger("a", orders), LEDGER)
    assert [row["number"] for row in db.rows("SELECT number FROM sale ORDER BY 1")] == ["007", "12345678901234567890"]
    assert measures(db, store, DAY)["buyers"] == 2
