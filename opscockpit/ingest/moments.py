"""Dates and times as exports write them, and what a column of them proves about the order of day and month."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from opscockpit.ingest.cells import EMPTY, Bad, unwrap
from opscockpit.values import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier enero januar januari janv ene",
            "feb february février februar februari fevrier febrero fév févr",
            "mar march mars märz marzo mär mrz",
            "apr april avril abril avr abr",
            "may mai mayo maj",
            "jun june juin juni junio",
            "jul july juillet juli julio juil",
            "aug august août agosto augusti aout ago",
            "sep september sept septembre septiembre",
            "oct october octobre oktober octubre okt",
            "nov november novembre noviembre",
            "dec december décembre dezember december diciembre dez dic déc",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?"
_ZONE = r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_TIME}{_ZONE}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}{_ZONE}")
_MONTH_FIRST = re.compile(rf"([^\W\d_]{{3,}})\.?[- ]+(\d{{1,2}})(?:st|nd|rd|th)?[-, ]+(\d{{4}}|\d{{2}}){_TIME}{_ZONE}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.?[- ]+([^\W\d_]{{3,}})\.?[-, ]+(\d{{4}}|\d{{2}}){_TIME}{_ZONE}")
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_EXCEL_ZERO = datetime(1899, 12, 30)
OLDEST, NEWEST = 1990, 2100
"""Years outside these are damage, not data."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as written: aware only when the cell carries an offset; `has_time` is False for a day alone."""

    at: datetime
    has_time: bool


def read_moment(text: str, order: str = "ymd") -> Moment | Bad | None:
    """A date or time cell; None when empty. `order` ('mdy' or 'dmy') settles cells such as `2/3/2020`."""
    try:
        return _in_range(_read(text, order))
    except (ValueError, OverflowError):
        return Bad("is no date of the calendar")


def day_order(cells: Iterable[str]) -> str | None:
    """'dmy' or 'mdy' when the cells of one column prove it, 'either' when they leave it open, None when irrelevant.

    Cells where day and month are the same number, or where the year stands first, need no order.
    """
    proofs: set[str] = set()
    open_question = False
    for cell in cells:
        found = _YEAR_LAST.fullmatch(unwrap(cell).strip())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            proofs.add("dmy")
        elif second > 12 >= first:
            proofs.add("mdy")
        elif first != second:
            open_question = True
    if len(proofs) == 1:
        return proofs.pop()
    return "either" if proofs or open_question else None


def _read(text: str, order: str) -> Moment | Bad | None:
    if len(text) == 19 and text[4] == "-":
        return Moment(datetime.fromisoformat(text), True)
    text = unwrap(unicodedata.normalize("NFKC", text)).strip()
    if text.casefold() in EMPTY:
        return None
    if found := _YEAR_FIRST.fullmatch(text):
        return _moment(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        # A dotted date is day first wherever it is in use, whatever the column leaves open.
        day_first = order == "dmy" or (order != "mdy" and found[2] == ".")
        day_first = first > 12 if (first > 12) != (second > 12) else day_first
        month, day = (second, first) if day_first else (first, second)
        return _moment(year, month, day, found.groups()[4:])
    if found := _MONTH_FIRST.fullmatch(text):
        return _moment(_year(found[3]), _month(found[1]), int(found[2]), found.groups()[3:])
    if found := _DAY_FIRST.fullmatch(text):
        return _moment(_year(found[3]), _month(found[2]), int(found[1]), found.groups()[3:])
    if found := _COMPACT.fullmatch(text):
        return _moment(int(found[1]), int(found[2]), int(found[3]), (*found.groups()[3:], None, None))
    if found := _SERIAL.fullmatch(text):
        whole = _EXCEL_ZERO + timedelta(days=int(found[1]))
        seconds = round(float(found[2] or 0) * 86400)
        return Moment(whole + timedelta(seconds=seconds), seconds != 0)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return Bad("is not a date")
    return Moment(at, len(text) > 10)


def _in_range(moment: Moment | Bad | None) -> Moment | Bad | None:
    if isinstance(moment, Moment) and not OLDEST <= moment.at.year <= NEWEST:
        return Bad(f"lies outside the years {OLDEST} to {NEWEST}")
    return moment


def _moment(year: int, month: int, day: int, rest: tuple[str | None, ...]) -> Moment:
    """Put together; `rest` is hour, minute, second, am/pm and zone, each None when absent."""
    hour, minute, second, half, zone = rest
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    extra = timedelta(days=1) if hours == 24 else timedelta()
    at = datetime(year, month, day, hours % 24, int(minute or 0), int(second or 0), tzinfo=_offset(zone)) + extra
    return Moment(at, hour is not None)


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone in ("Z", "UTC", "GMT"):
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _month(name: str) -> int:
    number = _MONTHS.get(name.casefold())
    if number is None:
        raise ValueError(name)
    return number
