"""Numbers as people type them, with an input method on or off."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_SCALES = {"万": 10_000, "亿": 100_000_000, "k": 1000, "K": 1000}
_IGNORED = "¥￥$€£元件单人个 _'"
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")


def number(text: str) -> Decimal:
    """A number typed with full-width or plain digits: '１２，８４０', '1.2万', '¥ 98.50'.

    A point or '。' separates decimals; a comma separates thousands, or decimals where it cannot be thousands ('12,50').
    Raises ValueError.
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
    plain = "".join(c for c in plain if c not in _IGNORED)
    scale = _SCALES.get(plain[-1:], 1)
    digits = plain[:-1] if scale > 1 else plain
    digits = digits.replace(",", "" if _GROUPED.fullmatch(digits) else ".")
    try:
        found = Decimal(digits)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None
    if not found.is_finite() or "e" in digits.lower():
        raise ValueError(f"{text!r} is no number")
    return found * scale


def whole(text: str) -> int:
    """A count typed by a person. Raises ValueError when it is no whole number from 0 on."""
    found = number(text)
    if found < 0 or found != found.to_integral_value() or found > 10**12:
        raise ValueError(f"{text!r} is no count")
    return int(found)


def clock_time(text: str) -> str:
    """A time of day typed by a person ('9', '930', '9:30', '９：３０') as 'HH:MM'. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(".", ":")
    hour, colon, minute = plain.partition(":")
    if not colon and len(plain) > 2:
        hour, minute = plain[:-2], plain[-2:]
    minute = minute or "00"
    fits = (hour + minute).isascii() and hour.isdigit() and minute.isdigit() and len(minute) == 2
    if not (fits and int(hour) < 24 and int(minute) < 60):
        raise ValueError(f"{text!r} is no time of day; write it like 09:30")
    return f"{int(hour):02}:{minute}"


def folded(text: str) -> str:
    """A text as it is compared in a search: full-width forms as their plain ones, without case."""
    return unicodedata.normalize("NFKC", text).casefold()
