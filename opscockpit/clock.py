"""The only place that asks for the time, and the only place that knows what a business day is."""

from __future__ import annotations

import time as _time
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opscockpit.errors import WrongUsage
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """How a store cuts time into days: its zone and the local time at which its day starts."""

    zone: ZoneInfo
    starts: time = time(0, 0)

    def day_of(self, moment: datetime) -> date:
        """The business day of a moment. A naive moment is taken as the store's wall clock."""
        local = moment.astimezone(self.zone) if moment.tzinfo else moment
        if moment.tzinfo and self.starts != time(0, 0):
            # By the moment at which the day begins: an hour that comes twice in autumn must not begin the day twice.
            began = datetime.combine(local.date(), self.starts, self.zone)
            return local.date() - timedelta(days=began.astimezone(UTC) > local.astimezone(UTC))
        shifted = local.replace(tzinfo=None) - timedelta(hours=self.starts.hour, minutes=self.starts.minute)
        return shifted.date()

    def local(self, moment: datetime) -> datetime:
        """The moment on the store's wall clock, with its zone. A naive moment already is wall clock."""
        return moment.astimezone(self.zone) if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """First moment of the business day and first moment after it: 23, 24 or 25 hours apart."""
        first = datetime.combine(day, self.starts, self.zone)
        return first, datetime.combine(day + timedelta(days=1), self.starts, self.zone)


class Clock:
    """Tells the time. With `start` it tells a replayed time: running on from there, or frozen.

    A naive `start` means the wall clock of whichever store is looked at.
    """

    def __init__(self, start: datetime | None = None, *, running: bool = False) -> None:
        self._start = start
        self._running = running
        self._began = _time.monotonic()
        self._home = ZoneInfo("UTC")

    def own(self) -> Clock:
        """The same clock for another connection, which may look at a store in another zone."""
        copy = Clock(self._start, running=self._running)
        copy._began = self._began
        return copy

    @property
    def replayed(self) -> bool:
        """True when the time shown is not the real one."""
        return self._start is not None

    def now(self, zone: ZoneInfo) -> datetime:
        """The present moment in `zone`, with the zone attached; later stamps are of that zone's wall clock."""
        self._home = zone
        if self._start is None:
            return datetime.now(zone)
        passed = timedelta(seconds=_time.monotonic() - self._began) if self._running else timedelta()
        if self._start.tzinfo is None:
            return (self._start + passed).replace(tzinfo=zone)
        return (self._start + passed).astimezone(zone)

    def stamp(self) -> int:
        """The present moment as whole seconds since 1970 UTC, as rows keep it."""
        return int(self.now(self._home).timestamp())


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Raises WrongUsage with an example when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongUsage(f"no time zone is called {name!r}; use a name like Asia/Shanghai or Europe/London") from None


def from_stamp(seconds: int, zone: ZoneInfo) -> datetime:
    """The moment of a row's stamp on the wall clock of `zone`."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def parse_moment(text: str) -> datetime:
    """A moment typed by a person or a script (ISO 8601). Raises WrongUsage."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{text!r} is no moment; write it like 2026-03-14T09:00") from None


def parse_day(text: str) -> date:
    """A day typed by a person or a script (ISO 8601). Raises WrongUsage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{text!r} is no day; write it like 2026-03-14") from None
