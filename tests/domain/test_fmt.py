"""The wording of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain import fmt
from opscockpit.domain.compare import change


@pytest.mark.parametrize(
    ("minor", "currency", "exact", "short"),
    [
        (1_294_000, "CNY", "12,940.00", "12,940"),
        (11_980, "CNY", "119.80", "119.80"),
        (99_999, "EUR", "999.99", "999.99"),
        (100_050, "EUR", "1,000.50", "1,001"),
        (-100_049, "EUR", "-1,000.49", "-1,000"),
        (5, None, "0.05", "0.05"),
        (-5, "USD", "-0.05", "-0.05"),
        (0, "USD", "0.00", "0.00"),
        (1_234_567, "JPY", "1,234,567", "1,234,567"),
        (1_500, "KWD", "1.500", "1.500"),
        (291_968.0769, "GBP", "2,919.68", "2,920"),
        (None, "GBP", "–", "–"),
    ],
)
def test_money(minor: float | None, currency: str | None, exact: str, short: str) -> None:
    assert fmt.money(minor, currency) == exact
    assert fmt.money(minor, currency, short=True) == short


@given(st.integers(-(10**13), 10**13))
def test_money_is_exact(minor: int) -> None:
    text = fmt.money(minor, "EUR")
    assert int(text.replace(",", "").replace(".", "")) == minor


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (1840, "count", "1,840"),
        (1840.5, "count", "1,841"),
        (None, "count", "–"),
        (0, "count", "0"),
        (0.01609, "ratio", "1.61 %"),
        (1.7478, "ratio", "174.78 %"),
        (0.00005, "ratio", "0.01 %"),
        (-0.0000001, "ratio", "0.00 %"),
        (2.675, "number", "2.68"),
        (12.764, "number", "12.76"),
        (8.93, "position", "8.9"),
        (74.6, "seconds", "75 s"),
        (None, "seconds", "–"),
        (-1.5, "number", "-1.50"),
    ],
)
def test_value_by_unit(amount: float | None, unit: str, text: str) -> None:
    assert fmt.value(amount, unit) == text


@pytest.mark.parametrize(
    ("now", "base", "unit", "behind", "short", "both"),
    [
        (108, 100, "count", None, "8 %", "8 %"),
        (5, 0, "count", None, "new", "new"),
        (0, 0, "count", None, "", ""),
        (7, 7, "count", None, "", ""),
        (7, None, "count", None, "", ""),
        (20, 25, "count", None, "5", "5"),
        (0.025, 0.03, "ratio", 10_000, "17 %", "0.50 pt = 17 %"),
        (0.025, 0.03, "ratio", 20, "0.50 pt", "0.50 pt"),
        (10_050, 10_000, "money", 400, "0.5 %", "0.5 %"),
        (100_001, 100_000, "money", 400, "<0.1 %", "<0.1 %"),
        (130_000, 10_000, "money", 400, "1,200 %", "1,200 %"),
        (130_000, 10_000, "money", 4, "1,200", "1,200"),
        (11_250, 10_000, "money", 4, "12.50", "12.50"),
    ],
)
def test_change(now: float, base: float | None, unit: str, behind: float | None, short: str, both: str) -> None:
    moved = change(now, base, unit=unit, base_count=behind)
    assert fmt.change(moved) == short
    assert fmt.change(moved, both=True) == both


def test_signs_and_points() -> None:
    assert [fmt.arrow(sign) for sign in (1, 0, -1)] == ["▲", "", "▼"]
    assert fmt.points(-0.0074) == "0.74 pt"
    assert fmt.points(None) == fmt.percent(None) == fmt.UNKNOWN


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (-20, "now"), (59, "now"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (47 * 3600, "47 h"),
     (48 * 3600, "2 d"), (5.5 * 86400, "5 d")],
)  # fmt: skip
def test_age(seconds: float | None, text: str) -> None:
    assert fmt.age(seconds) == text
