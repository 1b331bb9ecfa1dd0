"""What the tests of the store and the services share: databases, records made by hand, processes, a clock to set."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from opscockpit import locations
from opscockpit.clock import BusinessDay, Clock
from opscockpit.domain.records import Fact, Order, ParsedFile
from opscockpit.services.shops import cut_of
from opscockpit.store import stores
from opscockpit.store.database import Database, Row, create
from opscockpit.store.loading import Plan, load

PATIENCE = 60.0
"""Seconds after which a test gives up waiting; on a healthy box nothing comes near it."""

LEDGER = Plan(0, frozenset("buyers new_buyers returning_buyers units refunds adjustments".split()))  # noqa: SIM905
"""A ledger that knows everything about its orders."""


# Time ---------------------------------------------------------------------------------------------------------


class SetClock(Clock):
    """A clock that shows what the test sets: `at` is the stores' wall clock."""

    def __init__(self, at: str | datetime) -> None:
        super().__init__(datetime.min)
        self.at = at if isinstance(at, datetime) else datetime.fromisoformat(at)

    def own(self) -> SetClock:
        """The same clock: all connections of a test see the same time."""
        return self

    def now(self, zone: ZoneInfo) -> datetime:
        self._home = zone
        return self.at.replace(tzinfo=zone) if self.at.tzinfo is None else self.at.astimezone(zone)


def wait_until(
    condition: Callable[[], object], what: str = "the condition", seconds: float = PATIENCE, every: float = 0.005
) -> None:
    """Return as soon as the condition, asked `every` so many seconds, holds; fail when it has not come true in time."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        pause.wait(every)


# Databases ----------------------------------------------------------------------------------------------------


def new_file(folder: Path, name: str = "cockpit.db", *, shared: bool = False) -> Path:
    """An empty database as a file."""
    path = folder / name
    create(path, locations.schema_text(), shared=shared)
    return path


def add_shop(
    db: Database, name: str = "Socks", *, zone: str = "Asia/Shanghai", currency: str = "CNY", day_starts: str = "00:00"
) -> Row:
    """A store in the database."""
    stores.add_store(
        db, "lin", name=name, platform="tmall", zone=zone, currency=currency, day_starts=day_starts
    )  # fmt: skip
    return stores.store_named(db, name)


def add_routine(db: Database, store: Row, title: str, **values: Any) -> int:
    """A routine of a store, of every day unless said otherwise."""
    with db.write("lin", f"routine {title}") as w:
        return w.insert("routine", **{"store_id": store["id"], "title": title, "step": "mine", **values})


def integrity(path: Path) -> list[tuple[Any, ...]]:
    """What SQLite finds wrong with the file and with its references: nothing is [('ok',)]."""
    with Database(path) as db:
        found = [tuple(row) for row in db.rows("PRAGMA integrity_check")]
        return found + [tuple(row) for row in db.rows("PRAGMA foreign_key_check")]


# Records of files ---------------------------------------------------------------------------------------------


def at(text: str | None) -> datetime | None:
    """A moment from its text."""
    return None if text is None else datetime.fromisoformat(text)


def sale(number: str, when: str, paid: int, buyer: str | None = None, **more: Any) -> Order:
    """A paid order: created and paid at once, one piece, money in minor units."""
    values: dict[str, Any] = {
        "created_at": at(when), "paid_at": at(when), "paid": paid, "units": 1, "buyer": buyer, "total": paid,
    }  # fmt: skip
    return Order(number, "sale", **{**values, **more})


def unpaid(number: str, when: str, **more: Any) -> Order:
    """An order that nobody has paid."""
    return Order(number, "sale", at(when), None, **more)


def ledger(name: str, orders: Iterable[Order], *, as_of: str | None = None, **more: Any) -> ParsedFile:
    """A file of orders; its hash is made of its name."""
    orders = list(orders)
    moments = [m for o in orders for m in (o.created_at, o.paid_at, o.refunded_at) if m]
    days = sorted(m.date() for m in moments)
    values: dict[str, Any] = {
        "rows_read": len(orders), "rows_used": len(orders), "orders": orders,
        "first_day": days[0] if days else None, "last_day": days[-1] if days else None,
        "as_of": at(as_of) or max((m.replace(tzinfo=None) for m in moments), default=None),
    }  # fmt: skip
    return ParsedFile(
        "test_orders", more.pop("source", "test.orders"), "orders", name, f"sha-{name}", None,
        **{"time_known": True, **values, **more},
    )  # fmt: skip


def fact(day: str, last: str | None = None, dims: dict[str, str] | None = None, **measures: int) -> Fact:
    """A row of a report."""
    first = date.fromisoformat(day)
    return Fact(first, date.fromisoformat(last) if last else first, dims or {}, measures, 1)


def report(name: str, facts: Iterable[Fact], *, source: str = "test.report", grain: str = "store", **more: Any) -> Any:
    """A file of a report; its hash is made of its name."""
    facts = list(facts)
    values: dict[str, Any] = {
        "rows_read": len(facts), "rows_used": len(facts), "facts": facts,
        "first_day": min(f.first_day for f in facts), "last_day": max(f.last_day for f in facts),
        "as_of": datetime.combine(max(f.last_day for f in facts), datetime.min.time()),
    }  # fmt: skip
    return ParsedFile(
        "test_report", source, grain, name, f"sha-{name}", None, **{"time_known": True, **values, **more}
    )  # fmt: skip


def put(db: Database, store: Row, parsed: ParsedFile, plan: Plan | None = None, who: str = "lin") -> int:
    """Load a file into a store; its batch."""
    if plan is None:
        plan = LEDGER if parsed.grain == "orders" else Plan(0, frozenset())
    return load(db, who, store["id"], cut_of(store), parsed, plan)


def measures(db: Database, store: Row, day: str, channel: str = "") -> dict[str, int]:
    """Every measure of a day."""
    found = db.rows(
        "SELECT measure, value FROM day_measure WHERE store_id = ? AND day = ? AND channel = ?",
        (store["id"], day, channel),
    )
    return {row["measure"]: row["value"] for row in found}


def content(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All that an import may change, without the numbers that the database gives to rows."""
    queries = {
        "days": "SELECT store_id, measure, channel, day, value, source FROM day_measure ORDER BY 1, 2, 3, 4",
        "hours": "SELECT store_id, measure, day, hour, value FROM hour_measure ORDER BY 1, 2, 3, 4",
        "sales": """SELECT s.store_id, s.number, s.kind, s.created_at, s.paid_at, s.day, s.hour, s.paid, s.refunded,
                      s.refund_day, s.adjustment, s.cancelled, s.units, p.hash, s.channel, s.status
                    FROM sale s LEFT JOIN buyer p ON p.id = s.buyer_id WHERE s.live = 1 ORDER BY 1, 2, 3""",
        "buyers": "SELECT store_id, hash, first_day FROM buyer WHERE first_day IS NOT NULL ORDER BY 1, 2",
        "slices": "SELECT store_id, source, first_day, last_day FROM slice WHERE live = 1 ORDER BY 1, 2, 3, 4",
    }
    return {name: [tuple(row) for row in db.rows(sql)] for name, sql in queries.items()}


def shop_cut(zone: str = "Asia/Shanghai") -> BusinessDay:
    """Business days from midnight to midnight."""
    return BusinessDay(ZoneInfo(zone))


# Processes ----------------------------------------------------------------------------------------------------


class Child:
    """A real process that runs one function. It must open its own database: the parent must have none open."""

    def __init__(
        self, job: Callable[[], Any], *, user: tuple[int, int] | None = None, umask: int | None = None
    ) -> None:
        self._out, end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _run(job, end, user, umask)
        os.close(end)

    def result(self) -> Any:
        """What the function returned; raises when it raised."""
        written = bytearray()
        deadline = time.monotonic() + PATIENCE
        try:
            while select.select([self._out], [], [], max(0.0, deadline - time.monotonic()))[0]:
                piece = os.read(self._out, 65536)
                if not piece:
                    break
                written += piece
            else:
                os.kill(self.pid, signal.SIGKILL)
        finally:
            os.close(self._out)
            os.waitpid(self.pid, 0)
        assert written, "the process ended without an answer"
        good, value = pickle.loads(bytes(written))
        assert good, f"in the other process: {value}"
        return value

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._out)


def _run(job: Callable[[], Any], end: int, user: tuple[int, int] | None, umask: int | None) -> None:
    try:
        if umask is not None:
            os.umask(umask)
        if user is not None:
            os.setgroups([user[1]])
            os.setgid(user[1])
            os.setuid(user[0])
        answer: tuple[bool, Any] = (True, job())
    except BaseException:
        answer = (False, traceback.format_exc())
    try:
        with contextlib.suppress(OSError), os.fdopen(end, "wb") as stream:
            stream.write(pickle.dumps(answer))
    finally:
        os._exit(0)


def all_of(jobs: Iterable[Callable[[], Any]], **how: Any) -> list[Any]:
    """What several processes, started together, return."""
    children = [Child(job, **how) for job in jobs]
    return [child.result() for child in children]


@contextlib.contextmanager
def started_together(folder: Path) -> Iterator[Callable[[], None]]:
    """A gate for processes: each waits at it until the block ends, so that all begin in the same moment."""
    gate = folder / "gate"
    yield lambda: wait_until(gate.exists, "the start")
    gate.touch()
