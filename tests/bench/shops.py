"""Real and invented shops in databases of their own, loaded through the real import; how often each number rings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from opscockpit import locations
from opscockpit.clock import Clock
from opscockpit.domain.metrics import METRICS
from opscockpit.services.calendars import ensure, event_add
from opscockpit.services.demo import Demo
from opscockpit.services.figures import window_of
from opscockpit.services.importing import how_for, import_paths
from opscockpit.services.judgements import Judge, Judged
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.services.watched import PANEL
from opscockpit.store import calendars, stores
from opscockpit.store.database import Database, Row, create

SCORED = ("normal", "watch", "drift", "alarm")


@dataclass(frozen=True, slots=True)
class Rings:
    """How often one metric of a shop rang on the days that could be judged.

    `rang` counts the days that rang: the measured alarm rate that `explain` shows; `runs` are those of them that rang
    by a run of weak days. `shown` also counts the days on which an alarm was not over yet (it ends at 0.7 k), `starts`
    the alarms that began.
    """

    shop: str
    metric: str
    scored: int
    rang: int
    shown: int
    starts: int
    runs: int
    drift: int

    def line(self) -> str:
        """One line of the table."""
        rate, shown, drift = (count / self.scored for count in (self.rang, self.shown, self.drift))
        return (
            f"{self.shop:20} {self.metric:13} rang on {self.rang:4} of {self.scored:5} days {rate:6.2%} "
            f"({self.runs:2} by a run)  shown as alarm {shown:6.2%} in {self.starts:3} alarms  drift {drift:6.2%}"
        )


@contextmanager
def imported(folder: Path, zone: str, currency: str, now: datetime) -> Iterator[tuple[Database, Row]]:
    """A throw-away database with one store and all files of a folder."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "shop.db"
        create(path, locations.schema_text())
        with Database(path, Clock(now)) as db:
            stores.add_store(
                db, "bench", name=folder.name, platform="x", zone=zone, currency=currency, day_starts="00:00"
            )
            store = stores.store_named(db, None)
            for _ in import_paths(db, "bench", store, cut_of(store), [folder], how_for(db, None)):
                pass
            yield db, store


@contextmanager
def demo(now: datetime) -> Iterator[Database]:
    """The demo's shops as they are at a moment."""
    with (
        tempfile.TemporaryDirectory() as place,
        Demo(Clock(now), keep=Path(place) / "demo.db") as made,
        Database(made.path, Clock(now)) as db,
    ):
        for store in stores.stores(db):
            ensure(db, "bench", store)
        yield db


def holidays(db: Database, store: Row, spans: list[tuple[date, date]]) -> None:
    """Mask stretches of days."""
    for first, last in spans:
        event_add(db, "bench", store, f"holiday {first}", first, last, kind="holiday", mask=True)


def judged(db: Database, store: Row, metric: str) -> list[tuple[date, Judged]]:
    """Every whole day of a store's history with its judgement, as each morning after would have given it."""
    known = calendars.known_days(db, store["id"])
    if known is None:
        return []
    last = min(known[1], now_and_day(store, db.clock)[1] - timedelta(days=1))
    count = (last - known[0]).days + 1
    window = window_of(db, store["id"], last, count)
    return list(zip(window.days, Judge(METRICS[metric], window).last(count), strict=True))


def rings(db: Database, store: Row) -> list[Rings]:
    """The table of one store: the metrics of Today that it has."""
    found = []
    for metric in PANEL:
        days = [day for _, day in judged(db, store, metric) if day.state in SCORED]
        if not days:
            continue
        rang = [day for day in days if day.state == "alarm" and not day.judgement.lasting]
        ringing = [False, *(day.state == "alarm" for day in days)]
        found.append(Rings(
            store["name"], metric, len(days), len(rang), sum(ringing),
            sum(now and not before for before, now in pairwise(ringing)), sum(day.run is not None for day in rang),
            sum(day.state == "drift" for day in days),
        ))  # fmt: skip
    return found
