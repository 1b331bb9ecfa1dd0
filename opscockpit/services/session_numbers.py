"""Everything about a store's numbers that the screen asks for and does, behind one door."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from opscockpit import errors
from opscockpit.services import actions, alarms, calendars, ringing
from opscockpit.services.actions import Done
from opscockpit.services.metric_views import AlarmLine, Coverage, EventLine, MetricDetail, MetricList, MetricRow
from opscockpit.services.number_views import Behind, Beside, RingRate
from opscockpit.services.shops import now_and_day
from opscockpit.store import board, stores
from opscockpit.store.database import Database, Row

if TYPE_CHECKING:
    from opscockpit.services.session_money import Money

EVENTS_BACK, EVENTS_AHEAD = 400, 400
"""Days of the calendar that are listed, before and after today."""

COVERED = 56
"""Days of the calendar of sources; a narrow screen shows the newest of them and goes back by the cursor."""


class Numbers:
    """The numbers of one store for one person. Every method may raise CockpitError with a message for the person."""

    def __init__(self, db: Database, who: str, store: Row) -> None:
        """For one person at one store."""
        self._db = db
        self._who = who
        self._store = store

    # What the screen shows ------------------------------------------------------------------------------------

    def metrics(self, basis: str) -> MetricList:
        """Every metric that the store has lately, against a basis of compare.BASES."""
        from opscockpit.services.metric_list import metric_list

        return metric_list(self._db, self._store, basis)

    def metric(self, metric_id: str, basis: str, day: date | None = None) -> MetricDetail:
        """One metric opened, on a day or on its last whole one."""
        from opscockpit.services.metric_detail import metric_detail

        return metric_detail(self._db, self._store, metric_id, basis, day)

    def meaning(self, metric_id: str) -> tuple[str, ...]:
        """The dictionary's entry of a metric or of another number of the screen, as lines."""
        from opscockpit.services.dictionary import entry
        from opscockpit.services.terms import TERMS

        return TERMS[metric_id] if metric_id in TERMS else entry(metric_id, self._db, self._store)

    def behind(self, metric_id: str, day: date, basis: str, factor: str) -> Behind:
        """The rows behind one bar of what moved a metric on a day."""
        from opscockpit.services.behind import behind

        return behind(self._db, self._store, metric_id, day, basis, factor)

    def beside(self, basis: str) -> Beside:
        """The numbers of Today against a basis of compare.BASES."""
        from opscockpit.services.today_bases import beside

        return beside(self._db, self._store, basis)

    @property
    def money(self) -> Money:
        """What the store earns, plans and sells: profit, refunds, costs, pace, movers."""
        from opscockpit.services.session_money import Money

        return Money(self._db, self._who, self._store)

    # How a number is judged -----------------------------------------------------------------------------------

    def ring_rates(self, metric_id: str) -> tuple[RingRate, ...]:
        """How often a metric would have rung at each k."""
        from opscockpit.services.loudness import ring_rates

        return ring_rates(self._db, self._store, metric_id)

    def set_k(self, metric_id: str, k: float | None) -> Done:
        """Say how far outside a number must be to ring; None goes back to the usual."""
        from opscockpit.services.plans import set_k

        return set_k(self._db, self._who, self._store, metric_id, k)

    def rebaseline(self, metric_id: str, day: date | None) -> Done:
        """Declare a new normal from a day on; None lets all days count again."""
        from opscockpit.services.plans import rebaseline

        return rebaseline(self._db, self._who, self._store, metric_id, day)

    def explained(self, metric_id: str, basis: str, day: date | None = None) -> tuple[str, ...]:
        """How a number came about, as lines; without a day that of Today."""
        from opscockpit.services import explaining
        from opscockpit.services.explain_words import worded

        if day is None:
            return explaining.lines(self._db, self._store, metric_id, basis)
        return tuple(worded(explaining.explained(self._db, self._store, metric_id, day, basis)))

    def coverage(self) -> tuple[Coverage, ...]:
        """Which source told of which of the last days, a calendar a store."""
        from opscockpit.services.covering import coverage

        return tuple(coverage(self._db, row, COVERED) for row in stores.stores(self._db))

    # Alarms ---------------------------------------------------------------------------------------------------

    def alarms(self) -> tuple[AlarmLine, ...]:
        """Judge what nobody has judged yet, then the alarms: what needs somebody first."""
        ringing.look(self._db, self._who, self._store)
        return alarms.alarm_lines(self._db, self._store)

    def alarm_seen(self, alarm_id: int, version: int) -> Done:
        """Say that one has seen an alarm."""
        return alarms.seen(self._db, self._who, alarm_id, version)

    def alarm_snooze(self, alarm_id: int, version: int, until: date) -> Done:
        """Keep an alarm quiet until a day."""
        return alarms.snooze(self._db, self._who, self._store, alarm_id, until, version)

    def alarm_close(self, alarm_id: int, version: int, cause: str, tag: str, note: str) -> Done:
        """Close an alarm with its cause."""
        return alarms.close(self._db, self._who, alarm_id, cause, tag, note, version)

    # Tasks ----------------------------------------------------------------------------------------------------

    def task_fields(self, metric_id: str, row: MetricRow | None = None) -> dict[str, str]:
        """Title, owner and link of a task about a metric: the owner is that of the link that it belongs to."""
        from opscockpit.services.dictionary import metric_named
        from opscockpit.services.metric_links import link_of

        link = link_of(board.links(self._db, self._store["id"]), metric_id)
        title = f"{metric_named(metric_id).en}: find the cause"
        if row is not None and row.day is not None:
            change = f", {row.change} {'up' if row.change_sign > 0 else 'down'} on {row.base_words}"
            title = f"{row.label} {row.text} on {row.day_words}{change if row.change else ''}: find the cause"
        return {"title": title, "owner": link["owner"] if link else "", "link": link["name"] if link else ""}

    def task(
        self, title: str, owner: str | None, due: date | None, priority: int, link: str, metric_id: str,
        alarm: tuple[int, int] | None = None,
    ) -> Done:  # fmt: skip
        """Make a task about a metric; with `alarm` (id and version) it is that alarm's, numbers in its note."""
        if alarm is not None:
            return alarms.alarm_task(
                self._db, self._who, self._store, alarm[0], title=title, owner=owner, due=due, version=alarm[1]
            )
        return actions.task_add(
            self._db, self._who, self._store, title, owner=owner, due=due, priority=priority, link=link or None,
            metric=metric_id, source=f"metric:{metric_id}",
        )  # fmt: skip

    # Calendar -------------------------------------------------------------------------------------------------

    def events(self) -> tuple[EventLine, ...]:
        """The calendar around today."""
        with suppress(errors.DatabaseTrouble):  # what is there is shown also on a full disk
            calendars.ensure(self._db, self._who, self._store)
        _, today = now_and_day(self._store, self._db.clock)
        return calendars.event_lines(
            self._db, self._store, today - timedelta(days=EVENTS_BACK), today + timedelta(days=EVENTS_AHEAD)
        )

    def event_add(self, name: str, first: date, last: date, kind: str, mask: bool | None) -> Done:
        """Note an event."""
        return calendars.event_add(self._db, self._who, self._store, name, first, last, kind=kind, mask=mask)

    def event_edit(
        self, event_id: int, version: int, name: str, first: date, last: date, kind: str, mask: bool
    ) -> Done:
        """Change an event."""
        return calendars.event_edit(
            self._db, self._who, event_id, version, name=name, first=first, last=last, kind=kind, mask=mask
        )

    def event_remove(self, event_id: int) -> Done:
        """Take an event out of the calendar."""
        return calendars.event_remove(self._db, self._who, event_id)
