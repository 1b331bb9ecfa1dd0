"""The calendar of a store: what people note in it, and what is filled in once from the libraries.

The screen never asks a library: days off and make-up workdays are rows of the calendar like any other, so people can
correct them, and beyond a library's horizon plain weekdays and these rows serve.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from opscockpit import errors
from opscockpit.domain.lunar import ANCHORS
from opscockpit.services.actions import Done, may_change, words
from opscockpit.services.metric_views import EVENT_KINDS, EventLine
from opscockpit.services.shops import now_and_day
from opscockpit.store import calendars
from opscockpit.store.database import Database, Row, Value

MASKED = frozenset({"campaign", "pull_forward", "closed", "incident", "stock_out"})
"""Kinds whose days stay out of the normal range unless said otherwise."""

_CHINA = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "Asia/Harbin", "PRC")
_HOLIDAYS = {
    "New Year's Day": ("new_year", False),
    "Spring Festival": ("cny", True),
    "Tomb-sweeping Day": ("qingming", False),
    "Labour Day": ("labour_day", False),
    "Dragon Boat Festival": ("dragon_boat", False),
    "Mid-autumn Festival": ("mid_autumn", False),
    "National Day": ("national_day", True),
}
"""Name in the library -> (align key, whether sales of these days say nothing of ordinary ones)."""

_FESTIVALS = {"cny": "Spring Festival", "dragon_boat": "Dragon Boat Festival", "qixi": "Qixi",
              "mid_autumn": "Mid-autumn Festival"}  # fmt: skip
_CAMPAIGNS = (("3.8", "women38", 3, 8), ("618", "618", 6, 18), ("Double 11", "double11", 11, 11),
              ("Double 12", "double12", 12, 12))  # fmt: skip


def event_add(
    db: Database, who: str, store: Row, name: str, first: date, last: date | None = None, *, kind: str = "campaign",
    align_key: str | None = None, mask: bool | None = None,
) -> Done:  # fmt: skip
    """Note an event. Without `mask` its kind decides whether its days stay out of the normal range."""
    may_change(db, who)
    name, kind, last = words(name, "an event"), _kind(kind), last or first
    _check(first, last)
    masked = kind in MASKED if mask is None else mask
    event_id = calendars.add_event(
        db, who, store["id"], kind=kind, name=name, first=first, last=last,
        align_key=words(align_key, "an align key") if align_key else None, mask=masked,
    )  # fmt: skip
    return Done(f"{name}, {_span(first, last)}{': out of the normal range' if masked else ''}", event_id)


def event_edit(
    db: Database, who: str, event_id: int, version: int, *, name: str, first: date, last: date, kind: str, mask: bool
) -> Done:
    """Change an event. Raises Conflict when somebody else did meanwhile."""
    may_change(db, who)
    row = calendars.event(db, event_id)
    name, kind = words(name, "an event"), _kind(kind)
    _check(first, last)
    calendars.change_event(
        db, who, row, version, name=name, first_day=first.isoformat(), last_day=last.isoformat(), kind=kind,
        mask=int(mask),
    )  # fmt: skip
    return Done(f"{name}, {_span(first, last)}", event_id)


def event_remove(db: Database, who: str, event_id: int) -> Done:
    """Take an event out of the calendar; undo brings it back."""
    may_change(db, who)
    row = calendars.event(db, event_id)
    calendars.remove_event(db, who, row)
    return Done(f"no longer in the calendar: {row['name']}", event_id)


def _kind(typed: str) -> str:
    """A kind as people type it: 'Stock out', 'stock-out'. Raises WrongUsage."""
    kind = typed.strip().casefold().replace("-", "_").replace(" ", "_")
    if kind not in EVENT_KINDS:
        raise errors.WrongUsage(f"an event is one of {', '.join(EVENT_KINDS)}, not {typed!r}")
    return kind


def _check(first: date, last: date) -> None:
    if last < first:
        raise errors.Refused(f"an event cannot end ({last}) before it begins ({first})")
    if (last - first).days > 366:
        raise errors.Refused(f"an event of {(last - first).days + 1} days is longer than a year; check its days")


def event_lines(db: Database, store: Row, first: date, last: date) -> tuple[EventLine, ...]:
    """The events that touch a period, oldest first."""
    return tuple(
        EventLine(
            row["id"], row["version"], row["name"], row["kind"], date.fromisoformat(row["first_day"]),
            date.fromisoformat(row["last_day"]), row["align_key"] or "", bool(row["mask"]),
            _span(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])),
        )
        for row in calendars.events(db, store["id"], first, last)
    )  # fmt: skip


def _span(first: date, last: date) -> str:
    return f"{first:%a %d %b %Y}" if first == last else f"{first:%d %b} to {last:%d %b %Y}"


# Filling --------------------------------------------------------------------------------------------------------


def ensure(db: Database, who: str, store: Row) -> bool:
    """Fill the years that a Chinese store has numbers of, once; True when something was added.

    Other stores' calendars are theirs alone. Never raises beyond a library's horizon; does nothing for a reader.
    """
    if store["zone"] not in _CHINA or db.read_only:
        return False
    _, today = now_and_day(store, db.clock)
    known = calendars.known_days(db, store["id"]) or (today, today)
    wanted = range(min(known[0], today).year, max(known[1], today + timedelta(days=60)).year + 1)
    there = calendars.filled(db, store["id"])
    missing = [year for year in wanted if there.get(year) != "full"]
    years = {year: extent for year in missing if (extent := _extent(year)) != there.get(year)}
    if not years:
        return False
    rows = [row for year, extent in sorted(years.items()) for row in _year(year, extent)]
    calendars.fill(db, who, store["id"], years, rows)
    return True


def _extent(year: int) -> str:
    """How much of a year is known: 'full', or 'moons' beyond the holiday library's horizon."""
    return "full" if _works(date(year, 1, 1)) is not None else "moons"


def _works(day: date) -> bool | None:
    """Whether people work on a day in China; None where the library does not know (any more, or yet)."""
    import chinese_calendar  # too slow for the way to the first paint

    try:
        return bool(chinese_calendar.is_workday(day))
    except (NotImplementedError, ValueError, LookupError):
        return None


def _holiday_name(day: date) -> str | None:
    """The name of the holiday of a day off; None for an ordinary weekend."""
    import chinese_calendar

    return chinese_calendar.get_holiday_detail(day)[1]  # type: ignore[no-any-return]


def _year(year: int, extent: str) -> Iterator[dict[str, Value]]:
    named: set[str] = set()
    if extent == "full":
        for key, name, first, last in _days_off(year):
            named.add(key)
            yield _row("holiday", name, first, last, key, mask=dict(_HOLIDAYS.values()).get(key, False))
        for day in _make_up_days(year):
            yield _row("workday", "make-up workday", day, day, None, mask=False)
    for key, name in _FESTIVALS.items():
        anchor = ANCHORS[key].get(year)
        if anchor is not None and key not in named:
            first, last = (anchor - timedelta(days=1), anchor + timedelta(days=6)) if key == "cny" else (anchor, anchor)
            yield _row("festival", name, first, last, key, mask=key == "cny")
    for name, key, month, day_of_month in _CAMPAIGNS:
        on = date(year, month, day_of_month)
        yield _row("campaign", name, on, on, key, mask=True)


def _row(kind: str, name: str, first: date, last: date, key: str | None, *, mask: bool) -> dict[str, Value]:
    return {"kind": kind, "name": name, "first_day": first.isoformat(), "last_day": last.isoformat(),
            "align_key": key, "mask": int(mask)}  # fmt: skip


def _all_days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def _make_up_days(year: int) -> list[date]:
    return [day for day in _all_days(year) if day.weekday() >= 5 and _works(day)]


def _days_off(year: int) -> list[tuple[str, str, date, date]]:
    """The holidays of a year as stretches of successive days off with one name: (align key, name, first, last)."""
    found: list[tuple[str, str, date, date]] = []
    for day in _all_days(year):
        if _works(day) is not False:
            continue
        name = _holiday_name(day)
        if name is None:
            continue
        key = _HOLIDAYS.get(name, (name.casefold().replace(" ", "_"), False))[0]
        if found and found[-1][0] == key and found[-1][3] == day - timedelta(days=1):
            found[-1] = (*found[-1][:3], day)
        else:
            found.append((key, name, day, day))
    return found
