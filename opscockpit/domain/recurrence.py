"""On which days a routine is due.

The text kept with a routine is one of:

- `12345`: ISO weekdays (1 is Monday); `1234567` is every day
- `workdays`: the working days of the calendar
- `campaign`: the days of a campaign
- `month 1 15 -1`: days of the month, -1 the last one
- `nth 2 1`, `nth -1 5`: the second Monday, the last Friday of the month
- `every 3 from 2026-01-05`: every third day, counted from a day
- `RRULE:FREQ=…`, with `DTSTART:YYYYMMDD` before it where it matters: RFC 5545
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from opscockpit.values import dataclass

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_EXAMPLES = "'12345', 'workdays', 'campaign', 'month 1 -1', 'nth 2 1', 'every 3 from 2026-01-05' or 'RRULE:FREQ=…'"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A parsed recurrence: `kind` is the first word of the text ('week', 'workdays', 'campaign', 'month', 'nth',
    'every', 'rrule'), the other fields belong to one kind each."""

    kind: str
    numbers: tuple[int, ...] = ()
    start: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the calendar says of one day; `rrule` answers whether an RFC 5545 rule falls on it."""

    day: date
    workday: Callable[[], bool]
    campaign: Callable[[], bool]
    rrule: Callable[[str], bool]


def parse(text: str) -> Recurrence:
    """The recurrence that a text describes. Raises ValueError with examples."""
    words = text.split()
    try:
        return _parsed(text.strip(), words)
    except (ValueError, IndexError):
        raise ValueError(f"{text!r} is no recurrence; write it like {_EXAMPLES}") from None


def _parsed(text: str, words: list[str]) -> Recurrence:
    if "RRULE:" in text.upper():
        return Recurrence("rrule", text=text.upper())
    if re.fullmatch("[1-7]+", text):
        return Recurrence("week", tuple(sorted({int(digit) for digit in text})))
    if text in ("workdays", "campaign"):
        return Recurrence(text)
    numbers = tuple(int(word) for word in words[1:]) if words[0] in ("month", "nth") else ()
    if words[0] == "month" and numbers and all(1 <= abs(n) <= 31 for n in numbers):
        return Recurrence("month", numbers)
    if words[0] == "nth" and len(numbers) == 2 and numbers[0] in _ORDINALS and 1 <= numbers[1] <= 7:
        return Recurrence("nth", numbers)
    if words[0] == "every" and words[2] == "from" and len(words) == 4 and 1 <= int(words[1]) <= 366:
        return Recurrence("every", (int(words[1]),), date.fromisoformat(words[3]))
    raise ValueError(text)


def is_due(rule: Recurrence, facts: DayFacts) -> bool:
    """Whether a routine with that recurrence is due on a day."""
    day = facts.day
    match rule.kind:
        case "week":
            return day.isoweekday() in rule.numbers
        case "workdays":
            return facts.workday()
        case "campaign":
            return facts.campaign()
        case "month":
            length = calendar.monthrange(day.year, day.month)[1]
            return day.day in rule.numbers or day.day - length - 1 in rule.numbers
        case "nth":
            nth, weekday = rule.numbers
            return day.isoweekday() == weekday and nth in (_nth_of_month(day), _nth_from_end(day))
        case "every":
            assert rule.start is not None
            return day >= rule.start and (day - rule.start).days % rule.numbers[0] == 0
        case _:
            return facts.rrule(rule.text)


def _nth_of_month(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _nth_from_end(day: date) -> int:
    """-1 for the last such weekday of the month; other places from the end have no name here."""
    return -1 if (day + timedelta(days=7)).month != day.month else 0


def words(rule: Recurrence) -> str:
    """A recurrence for people."""
    match rule.kind:
        case "week":
            if len(rule.numbers) == 7:
                return "every day"
            if rule.numbers == (1, 2, 3, 4, 5):
                return "Mon to Fri"
            return ", ".join(WEEKDAYS[n - 1] for n in rule.numbers)
        case "workdays":
            return "working days"
        case "campaign":
            return "days of a campaign"
        case "month":
            return "day " + ", ".join("last" if n == -1 else str(n) for n in rule.numbers) + " of the month"
        case "nth":
            return f"{_ORDINALS[rule.numbers[0]]} {WEEKDAYS[rule.numbers[1] - 1]} of the month"
        case "every":
            return f"every {rule.numbers[0]} days" if rule.numbers[0] > 1 else "every day"
        case _:
            return rule.text.rpartition("RRULE:")[2].replace(";", " ").lower()
