"""A person's own metrics: read from TOML, judged like any other, with errors that name the file and the key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opscockpit.errors import WrongUsage
from opscockpit.locations import metrics_file
from opscockpit.services.dictionary import entry
from opscockpit.services.explaining import explain
from opscockpit.services.metric_list import metric_list
from opscockpit.services.own_metrics import all_metrics
from tests.numbers.conftest import Shop

GOOD = """
[after_ads]
formula = "paid - refunds - ad_spend"
name = "After ads"
unit = "money"
direction = 1

[after_ads_per_order]
formula = "after_ads / orders"
unit = "money"
"""


def write(text: str) -> Path:
    file = metrics_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_there_are_the_built_in_ones() -> None:
    assert "paid" in all_metrics()
    assert "after_ads" not in all_metrics()


def test_an_own_metric_is_a_metric_like_any_other(shop: Shop) -> None:
    write(GOOD)
    shop.days(
        "2026-08-20",
        [{"paid": 100_000 + n % 7 * 900, "refunds": 4000, "ad_spend": 9000, "orders": 50} for n in range(63)],
    )
    told = explain(shop.db, shop.store, "after_ads", date(2026, 10, 21))
    assert told["value"] == 924.0
    assert told["counts"] == {"paid": 1054.0, "refunds": 40.0, "ad_spend": 90.0}
    assert told["range"]["state"] == "normal"
    rows = {row.id: row for row in metric_list(shop.db, shop.store).rows}
    assert (rows["after_ads"].group, rows["after_ads"].label) == ("own", "After ads")
    assert rows["after_ads_per_order"].value == pytest.approx(1848)
    assert entry("after_ads")[1] == "= paid - refunds - ad_spend"
    per_order = explain(shop.db, shop.store, "after_ads_per_order", date(2026, 10, 21))
    assert per_order["counts"] == {"orders": 50, "paid": 1054.0, "refunds": 40.0, "ad_spend": 90.0}
    assert len(per_order["sources"]) == 1


def test_an_own_metric_says_that_a_part_of_it_was_never_told(shop: Shop) -> None:
    write(GOOD + "[odd]\nformula = 'paid / (refunds - refunds)'\n")
    shop.days("2026-08-20", [{"paid": 100_000, "refunds": 4000, "orders": 50}] * 63)
    told = explain(shop.db, shop.store, "after_ads_per_order", date(2026, 10, 21))
    assert told["range"]["reason"] == "never told: no file or snapshot of this store gives it"
    odd = explain(shop.db, shop.store, "odd", date(2026, 10, 21))
    assert (odd["value"], odd["range"]["state"]) == (None, "missing")


def test_a_changed_file_is_read_again() -> None:
    write(GOOD)
    assert "after_ads" in all_metrics()
    write("[other]\nformula = 'orders * 2'\n")
    assert "after_ads" not in all_metrics()
    assert "other" in all_metrics()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[x", "not valid TOML"),
        ("x = 3", "x must be a table"),
        ("[x]\nname = 'y'", r"\[x\] has no formula"),
        ("[x]\nformula = 'payed * 2'", "did you mean paid"),
        ("[x]\nformula = '__import__(1)'", "may hold only names"),
        ("[x]\nformular = 'paid'", "did you mean 'formula'"),
        ("[x]\nformula = 3", "must be a text in quotes"),
        ("[paid]\nformula = 'orders'", "cannot be called 'paid'"),
        ("[x]\nformula = 'paid'\nunit = 'euro'", "unit 'euro' is none of"),
        ("[x]\nformula = 'paid'\ndirection = 2", "direction 2 is none of"),
    ],
)
def test_errors_name_the_file_and_what_is_wrong(text: str, what: str) -> None:
    file = write(text)
    with pytest.raises(WrongUsage, match=what) as caught:
        all_metrics()
    assert str(file) in str(caught.value)
