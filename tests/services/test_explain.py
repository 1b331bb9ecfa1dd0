"""The explanation of a number: the keys of the contract, and effects that sum to the change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opscockpit import errors
from opscockpit.domain.metrics import METRICS
from opscockpit.services.actions import push
from opscockpit.services.explain_words import worded
from opscockpit.services.explaining import explain, explained
from opscockpit.services.plans import plan_rows, plan_set
from opscockpit.services.shops import cut_of
from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from tests.helpers import SetClock, add_shop, at, fact, ledger, new_file, put, report, sale

DAY, BEFORE = "2026-03-05", "2026-02-26"
KEYS = {
    "metric",
    "store",
    "day",
    "value",
    "formula",
    "counts",
    "base",
    "delta",
    "effects",
    "range",
    "sources",
    "age_minutes",
}
RANGE_KEYS = {"state", "low", "high", "z", "days_used", "alarm_rate_90d", "smallest_change"}


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="opscockpit-test-") as folder:
        yield new_file(Path(folder))


amounts = st.integers(0, 30)
measured = st.fixed_dictionaries(
    {}, optional={
        "visitors": amounts, "sessions": amounts, "page_views": amounts, "orders": amounts, "buyers": amounts,
        "paid": st.integers(0, 100_000), "refunds": st.integers(0, 90_000), "adjustments": st.integers(-999, 999),
        "ad_spend": st.integers(0, 5000), "ad_clicks": amounts, "ad_impressions": amounts, "ad_sales": amounts,
        "search_clicks": amounts, "search_impressions": amounts, "search_position_weight": st.integers(0, 9999),
    },
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(measured, measured, st.sampled_from(["CNY", "JPY", "KWD"]))
def test_effects_sum_to_the_change(empty: Path, now: dict[str, int], before: dict[str, int], currency: str) -> None:
    """To the smallest coin for what is booked, and to the fourth decimal of the last digit for money per something."""
    with tempfile.TemporaryDirectory(prefix="opscockpit-test-") as folder:
        path = Path(folder) / "x.db"
        path.write_bytes(empty.read_bytes())
        with Database(path, SetClock("2026-03-06T09:00")) as db:
            store = add_shop(db, currency=currency)
            facts = [fact(day, **found) for day, found in ((DAY, now), (BEFORE, before)) if found]
            if facts:
                put(db, store, report("r", facts))
            for metric_id in sorted(
                {"paid", "net_sales", "aov", "conversion", "roas", "ctr", "visitors"} & set(METRICS)
            ):
                told = explain(db, store, metric_id, date.fromisoformat(DAY))
                assert set(told) >= KEYS
                assert set(told["range"]) >= RANGE_KEYS
                if told["delta"] is None:
                    assert told["effects"] == []
                else:
                    total = sum(effect["value"] for effect in told["effects"])
                    assert total == pytest.approx(told["delta"], abs=0.0005)
                    assert told["value"] - told["base"]["value"] == pytest.approx(told["delta"], abs=0.0002)


def test_the_contract(db: Database, store: Row) -> None:
    put(db, store, ledger("now.csv", [sale("1", f"{DAY}T08:00", 1000, "ann"), sale("2", f"{DAY}T08:30", 500, "bob")]))
    put(db, store, ledger("before.csv", [sale("3", f"{BEFORE}T08:00", 900, "ann")]))
    put(db, store, report("visits.csv", [fact(DAY, visitors=100), fact(BEFORE, visitors=60)]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.replace(day=6)
    told: dict[str, Any] = explain(db, store, "paid", date.fromisoformat(DAY))
    assert (told["metric"], told["store"], told["day"], told["value"]) == ("paid", "Socks", DAY, 15.0)
    assert told["base"]["day"] == BEFORE
    assert (told["base"]["basis"], told["base"]["value"], told["delta"]) == ("week", 9.0, 6.0)
    assert sum(effect["value"] for effect in told["effects"]) == pytest.approx(6.0)
    assert {source["file"]: source["rows"] for source in told["sources"]}["now.csv"] == 2
    assert told["age_minutes"] == 24 * 60


def test_refunds_rest_on_the_files_that_tell_of_the_refunds_of_the_day(db: Database, store: Row) -> None:
    refunded = sale("1", f"{BEFORE}T08:00", 900, refunded=300, refunded_at=at(f"{DAY}T09:00"))
    put(db, store, ledger("old.csv", [refunded, sale("3", f"{DAY}T07:00", 1)]))
    put(db, store, ledger("new.csv", [sale("2", f"{DAY}T08:00", 1000)]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.replace(day=6)
    told = explain(db, store, "refunds", date.fromisoformat(DAY))
    assert told["value"] == 3.0
    assert {source["file"]: source["rows"] for source in told["sources"]} == {"old.csv": 1}


@pytest.mark.parametrize("basis", ["yesterday", "week", "year364", "date", "event", "plan"])
def test_every_basis_answers_also_without_any_data(db: Database, store: Row, basis: str) -> None:
    told = explain(db, store, "paid", date(2024, 2, 29), basis)
    assert (told["value"], told["delta"], told["effects"]) == (None, None, [])
    assert told["base"]["basis"] == basis


def test_a_metric_that_does_not_exist(db: Database) -> None:
    store = stores.store_named(db, None)
    with pytest.raises(errors.NotFound, match="conversion"):
        explain(db, store, "convertion", date(2026, 3, 5))


def test_what_is_known_of_whole_days_only_waits_for_the_end_of_the_day(db: Database, store: Row) -> None:
    """Buyers of half a day, split into new and old, or the visitors of a file of noon, are no day to be judged."""
    put(db, store, ledger("b.csv", [sale(f"b{n}", f"{BEFORE}T{8 + n:02}:00", 900, f"old{n}") for n in range(9)]))
    put(db, store, ledger("n.csv", [sale("1", f"{DAY}T08:00", 1000, "ann")]))
    put(db, store, report("visits.csv", [fact(BEFORE, visitors=90), fact(DAY, visitors=40)]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    for moment in (f"{DAY}T09:00", "2026-03-04T09:00"):  # during the day, and looking ahead to it
        clock.at = clock.at.fromisoformat(moment)
        for metric in ("new_buyers", "visitors"):
            told = explain(db, store, metric, date.fromisoformat(DAY))
            assert (told["value"], told["delta"], told["effects"]) == (None, None, [])
            assert (told["range"]["state"], told["range"]["z"]) == ("not_yet", None)
    clock.at = clock.at.fromisoformat("2026-03-06T09:00")
    assert explain(db, store, "new_buyers", date.fromisoformat(DAY))["delta"] == 1 - 9
    assert explain(db, store, "visitors", date.fromisoformat(DAY))["delta"] == 40 - 90


def test_part_of_a_day_is_not_held_against_the_plan_of_the_whole(db: Database, store: Row) -> None:
    put(db, store, ledger("n.csv", [sale("1", f"{DAY}T08:00", 1000, "ann")]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.fromisoformat(f"{DAY}T08:10")
    day = date.fromisoformat(DAY)
    plan_set(db, "lin", store, "paid", day, day, "100")
    told = explain(db, store, "paid", day, "plan")
    assert (told["value"], told["base"]["value"], told["delta"], told["effects"]) == (10.0, 100.0, None, [])
    assert "vs the plan of Thu 05 Mar 2026: 100.00 CNY for the whole day, which is not over" in worded(
        explained(db, store, "paid", day, "plan")
    )
    assert plan_rows(db, store, day, day)[0]["value"] is None
    clock.at = clock.at.fromisoformat("2026-03-06T09:00")
    assert explain(db, store, "paid", day, "plan")["effects"] == [{"name": "paid", "value": -90.0}]
    assert plan_rows(db, store, day, day)[0]["value"] == 10.0


def test_no_refunds_rest_on_the_file_of_the_day(db: Database, store: Row) -> None:
    put(db, store, ledger("now.csv", [sale("1", f"{DAY}T08:00", 1000, "ann")]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.replace(day=6)
    told = explain(db, store, "refunds", date.fromisoformat(DAY))
    assert (told["value"], [source["file"] for source in told["sources"]]) == (0.0, ["now.csv"])
    assert told["age_minutes"] is not None


def test_averages_of_money_sum_as_they_are_written(db: Database, store: Row) -> None:
    day, before = ({"orders": 3, "units": 7, "paid": 10000}, {"orders": 7, "units": 11, "paid": 20003})
    put(db, store, report("r", [fact(DAY, **day), fact(BEFORE, **before)]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.replace(day=6)
    for metric in ("aov", "price_per_unit"):
        told = explain(db, store, metric, date.fromisoformat(DAY))
        assert round(told["value"] - told["base"]["value"], 4) == told["delta"]
        assert round(sum(effect["value"] for effect in told["effects"]), 4) == told["delta"]


def test_a_weak_day_at_the_end_of_its_file_may_be_cut(db: Database, store: Row) -> None:
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.replace(day=8)
    start, day = date(2026, 1, 1), date.fromisoformat(DAY)
    usual = [fact((start + timedelta(days=n)).isoformat(), visitors=1000 + n % 5 * 20) for n in range(63)]
    put(db, store, report("visits.csv", [*usual, fact(DAY, visitors=300)]))
    told = explain(db, store, "visitors", day)
    assert (told["range"]["state"], told["maybe_cut"]) == ("alarm", True)
    assert any("its file ends with this day" in line for line in worded(explained(db, store, "visitors", day)))
    put(db, store, report("more.csv", [fact(DAY, visitors=300), fact("2026-03-06", visitors=1000)]))
    assert not explain(db, store, "visitors", day)["maybe_cut"]


def test_a_day_without_visitors_has_no_conversion_and_says_why(db: Database, store: Row) -> None:
    put(db, store, report("visits.csv", [fact(BEFORE, visitors=90), fact(DAY, visitors=0)]))
    put(db, store, ledger("o.csv", [sale("1", f"{BEFORE}T08:00", 900, "ann"), sale("2", "2026-03-06T08:00", 9, "bob")]))
    clock = db.clock
    assert isinstance(clock, SetClock)
    clock.at = clock.at.replace(day=7)
    told = explain(db, store, "conversion", date.fromisoformat(DAY))
    assert (told["value"], told["range"]["state"]) == (None, "missing")
    assert told["range"]["reason"] == "nothing to divide by: visitors is 0"
    paid = explain(db, store, "paid", date.fromisoformat(DAY))
    assert (paid["value"], [source["file"] for source in paid["sources"]]) == (0.0, ["o.csv"])


def test_a_typed_number_shows_its_age(db: Database, store: Row) -> None:
    push(db, "lin", store, cut_of(store), "visitors", "120", at=datetime.fromisoformat(f"{DAY}T08:50"))
    told = explain(db, store, "visitors", date.fromisoformat(DAY))
    assert (told["value"], told["sources"], told["age_minutes"]) == (120, [], 10)
    assert "typed or pushed, no file behind it" in worded(explained(db, store, "visitors", date.fromisoformat(DAY)))
