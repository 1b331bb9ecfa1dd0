"""How numbers are worded: the same on the screen, in plain text and in reports."""

from __future__ import annotations

from opscockpit.domain.compare import Change
from opscockpit.domain.money import digits

UNKNOWN = "\u2013"
"""What stands for 'not known' everywhere: an en dash, which no number begins with."""

UP, DOWN = "▲", "▼"
_WHOLE_FROM = 1000
_POINT = 100


def count(value: float | None) -> str:
    """A whole number with thousands separators, '12,940'; UNKNOWN for None."""
    return UNKNOWN if value is None else f"{_whole(value):,}"


def money(minor: float | None, currency: str | None, *, short: bool = False) -> str:
    """Minor units as '12,940.00' with the currency's digits, without its sign; UNKNOWN for None.

    With `short`, amounts from 1,000 major units on are rounded to whole ones: '12,940', but '119.80'.
    """
    if minor is None:
        return UNKNOWN
    places = digits(currency)
    amount = _whole(minor)
    if short and abs(amount) >= _WHOLE_FROM * 10**places:
        return f"{_whole(amount / 10**places):,}"
    whole, part = divmod(abs(amount), 10**places)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"


def percent(share: float | None, *, places: int = 2) -> str:
    """A share as '1.61 %'; UNKNOWN for None. Shares above 1 are shown as they are."""
    return UNKNOWN if share is None else f"{_fixed(share * 100, places)} %"


def points(share: float | None) -> str:
    """The size of a change of a rate, without sign, as '0.74 pt'; UNKNOWN for None."""
    return UNKNOWN if share is None else f"{_fixed(abs(share) * _POINT, 2)} pt"


def number(value: float | None, *, places: int = 2) -> str:
    """A plain number as '1.84'; UNKNOWN for None."""
    return UNKNOWN if value is None else _fixed(value, places)


def value(amount: float | None, unit: str, currency: str | None = None, *, short: bool = False) -> str:
    """A metric's value by its unit (see `metric.Metric.unit`): money short on panels, exact where it is explained."""
    if unit == "count":
        return count(amount)
    if unit == "money":
        return money(amount, currency, short=short)
    if unit == "ratio":
        return percent(amount)
    if unit == "seconds":
        return UNKNOWN if amount is None else f"{_whole(amount):,} s"
    return number(amount, places=1 if unit == "position" else 2)


def change(moved: Change, currency: str | None = None, *, both: bool = False) -> str:
    """The size of a change without its sign: '8 %', 'new' from 0, '' when unknown or none; see `arrow`.

    A rate is worded in percent of itself, with `both` in points and percent: '0.50 pt = 17 %'. Where no percent may be
    shown (small base) the difference itself stands: '5', '12.50', '0.50 pt'.
    """
    if moved.from_zero:
        return "new"
    if not moved.absolute:
        return ""
    rate = moved.unit == "ratio"
    if moved.relative is None:
        return points(moved.absolute) if rate else value(abs(moved.absolute), moved.unit, currency, short=True)
    relative = _relative(abs(moved.relative))
    return f"{points(moved.absolute)} = {relative}" if rate and both else relative


def arrow(sign: int) -> str:
    """'▲' for up, '▼' for down, '' for none."""
    return UP if sign > 0 else DOWN if sign < 0 else ""


def age(seconds: float | None) -> str:
    """How old something is: 'now', '3 min', '2 h', '5 d' (rounded down); '' when unknown."""
    if seconds is None:
        return ""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def _relative(size: float) -> str:
    """Whole percent; one decimal below 1 %, so that a change never reads 0."""
    if size < 0.01:
        return "<0.1 %" if size < 0.001 else f"{_fixed(size * 100, 1)} %"
    return f"{_whole(size * 100):,} %"


def _whole(amount: float) -> int:
    """Rounded half away from 0, as people round."""
    if isinstance(amount, int):
        return amount
    size = abs(amount)
    rounded = int(size) + (size - int(size) >= 0.5)
    return -rounded if amount < 0 else rounded


def _fixed(amount: float, places: int) -> str:
    """Fixed decimals with thousands separators, half away from 0, never '-0.00'."""
    text = f"{abs(_nudged(amount, places)):,.{places}f}"
    negative = amount < 0 and any(digit in "123456789" for digit in text)
    return f"-{text}" if negative else text


def _nudged(amount: float, places: int) -> float:
    """Lift what stands a float's width below a half, so that 2.675 reads 2.68."""
    return amount + (1 if amount >= 0 else -1) * 10.0 ** -(places + 9) if abs(amount) < 1e6 else amount
