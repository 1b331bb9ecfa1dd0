"""Cells of exports: what a piece of text says as a text, a number or a range. No profile is known here."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from opscockpit.values import dataclass

_DASHES = ("", "-", "--", "---", "–", "—", "——", "―")
EMPTY = frozenset((*_DASHES, "n/a", "#n/a", "na", "nan", "nat", "null", "none", "(null)", "无退款申请"))
"""How exports write "nothing here" (compare casefolded)."""

_REMEMBERED = 32_768
"""Numbers that are remembered as read: prices and pieces come again in every file."""

_LONGEST_EMPTY = max(map(len, EMPTY))
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.?)", re.S)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_QUOTED_FORMULA = re.compile(r'=\s*"(.*)"', re.S)
_FLOAT_ID = re.compile(r"(\d+)\.0+")
_LETTER_BEFORE_DOT = re.compile(r"([A-Za-z])\.")
_SIGNS = {
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
    "rs": "INR",
    "rmb": "CNY",
    "元": "CNY",
    "us$": "USD",
    "au$": "AUD",
    "a$": "AUD",
    "ca$": "CAD",
    "c$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "s$": "SGD",
    "mx$": "MXN",
    "r$": "BRL",
    "cn¥": "CNY",
    "jp¥": "JPY",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "zł": "PLN",
    "฿": "THB",
    "₫": "VND",
    "円": "JPY",
    "$": "",
    "¥": "",
    "kr": "",
}
_CODE_LIST = (
    "AED ARS AUD BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JOD JPY KRW KWD MAD MXN MYR "
    "NOK NZD OMR PEN PHP PLN QAR RON RUB SAR SEK SGD THB TND TRY TWD UAH USD VND ZAR"
)
_CODES = frozenset(_CODE_LIST.split())
_MARK = re.compile(r"[^\d.,+\-%()]+")
_SCALES = {"万": 4, "w": 4, "亿": 8, "千": 3, "k": 3}
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?", re.I)
_POINT = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
_COMMA = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d*)?|\d+(?:,\d*)?|,\d+")
_RANGE = re.compile(r"(.+?)\s*[~～至]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that could not be read. `reason` completes the sentence "this row was left out because …"."""

    reason: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: the exact value (a percent is already divided by 100) and the currency its sign names."""

    value: Decimal
    currency: str | None = None


def clean(text: str) -> tuple[str, bool]:
    """Text without control characters, escape sequences and hidden direction marks, white space collapsed.

    The flag says whether something harmful was taken out (plain line breaks and double blanks do not count).
    """
    if text.isprintable() and (text.isascii() or not _CONTROLS.search(text)):
        return " ".join(text.split()), False
    without = _CONTROLS.sub("", _ESCAPES.sub("", text))
    return " ".join(without.split()), without != text.strip("\ufeff")


def unwrap(text: str) -> str:
    """The cell without the shells that keep Excel from reading it as a number: `="123"` and a leading apostrophe."""
    text = text.strip()
    if text.startswith("=") and (shell := _QUOTED_FORMULA.fullmatch(text)):
        text = shell[1]
    return text[1:] if text.startswith("'") else text


def read_text(text: str) -> str | None:
    """A text cell: unwrapped, white space tidied, None when it says nothing."""
    text = unwrap(text).strip()
    return None if len(text) <= _LONGEST_EMPTY and text.casefold() in EMPTY else text


def read_id(text: str) -> str | None:
    """An id cell. Ids stay text; the '.0' that spreadsheets and data frames put behind a whole number is taken off."""
    value = read_text(text if text.isascii() else unicodedata.normalize("NFKC", text))
    if value is not None and value.endswith("0") and (whole := _FLOAT_ID.fullmatch(value)):
        return whole[1]
    return value


@lru_cache(maxsize=_REMEMBERED)
def read_number(text: str, *, decimal_comma: bool = False) -> Number | Bad | None:
    """A number cell: `1,391` `1.2万` `77.48%` `£12,897.84` `Rs.201.68` `'-123` `(123.45)` `１２３`; None when empty.

    `decimal_comma` is what the whole column proves (see `decimal_mark`); a cell such as `1.234,56` proves it alone.
    """
    if _PLAIN.fullmatch(text) and not (decimal_comma and "." in text):
        return _exact(text)
    text = unwrap(unicodedata.normalize("NFKC", text)).replace("−", "-").replace("–", "-").strip()
    if text.casefold() in EMPTY:
        return None
    negative = text.startswith("(") and text.endswith(")")
    body, currency, scale = _bare(text[1:-1] if negative else text)
    if body is None:
        if _RANGE.fullmatch(text):
            return Bad("is a range, not one number")
        return Bad("is not a number")
    sign = -1 if negative else 1
    if body[:1] in "+-":
        sign, body = (-sign if body[0] == "-" else sign), body[1:].strip()
    if body.endswith("-"):
        sign, body = -sign, body[:-1].strip()
    plain = _digits_of(body.replace("'", ""), decimal_comma)
    if plain is None:
        return Bad("is not a number")
    return Number(sign * Decimal(plain).scaleb(scale), currency)


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """A range such as `5000 ~ 1万` or `1% ~ 2.5%` as its two ends; None when it is no range."""
    parts = _RANGE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if parts is None:
        return None
    low, high = read_number(parts[1]), read_number(parts[2])
    return (low.value, high.value) if isinstance(low, Number) and isinstance(high, Number) else None


@lru_cache(maxsize=_REMEMBERED)
def decimal_mark(text: str) -> str | None:
    """Which decimal mark this number cell proves: ',' or '.', None when it could be either (`1,234`, `12`)."""
    body, _, _ = _bare(unicodedata.normalize("NFKC", unwrap(text)))
    body = (body or "").strip("+-()")
    commas, points = body.count(","), body.count(".")
    if commas and points:
        return "," if body.rindex(",") > body.rindex(".") else "."
    if commas > 1:
        return "."
    if points > 1:
        return ","
    if commas:
        whole, _, rest = body.partition(",")
        return "," if len(rest) != 3 or len(whole) > 3 or whole in ("", "0") else None
    if points:
        whole, _, rest = body.partition(".")
        return "." if len(rest) != 3 or len(whole) > 3 or whole in ("", "0") else None
    return None


def currency_of(text: str) -> str | None:
    """The currency (ISO 4217) that a sign or code names; None for none, or for one that several countries use."""
    mark = text.strip().strip(".").replace(" ", "")
    if mark.upper() in _CODES:
        return mark.upper()
    return _SIGNS.get(mark.casefold()) or None


def _exact(text: str) -> Number | Bad:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Bad("is not a number")
    return Number(value) if value.adjusted() < 40 else Bad("is too large a number")


def _bare(text: str) -> tuple[str | None, str | None, int]:
    """Digits and marks alone, the currency, and the power of ten; the body is None when other words are in the cell."""
    currency: str | None = None
    scale = 0
    body = _LETTER_BEFORE_DOT.sub(r"\1", text.replace("\u00a0", " ").replace("\u202f", " "))
    if body.endswith("%"):
        body, scale = body[:-1], -2
    for mark in _MARK.findall(body):
        word = "".join(mark.split()).casefold()
        if word in ("", "'"):
            continue
        if word[0] in _SCALES and len(word) <= 2 and body.rstrip("元円 ").endswith(word[0]) and scale == 0:
            scale, word = _SCALES[word[0]], word[1:]
        if word in _SIGNS or word.upper() in _CODES:
            currency = currency or currency_of(word)
        elif word:
            return None, None, 0
    digits = re.sub(r"[^\d.,+\-']", "", body.strip("' ") if "'" in body else body)
    spaced = re.search(r"\d +\d", body) and not re.fullmatch(r"[^\d]*\d{1,3}( \d{3})+([.,]\d+)?[^\d]*", body)
    return (None, None, 0) if spaced or not digits else (digits, currency, scale)


def _digits_of(body: str, decimal_comma: bool) -> str | None:
    """The body as Python writes a decimal; None when the marks make no sense."""
    mark = decimal_mark(body)
    if mark == "," or (mark is None and decimal_comma):
        return body.replace(".", "").replace(",", ".") if _COMMA.fullmatch(body) else None
    return body.replace(",", "") if _POINT.fullmatch(body) and any(c.isdigit() for c in body) else None
