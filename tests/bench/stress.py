"""Six people at work on the demo while five look on: `python -m tests.bench.stress [--quick]`.

Each of six processes makes 200 mixed real actions through the services, as a screen does: it acts on what it saw,
with the version it saw. "Rush" is without any pause and looks again after every tenth action; "paced" thinks for some
20 ms and looks after each, so that the pauses and the reading shape the load as screens do. Five more processes run
the screen's own live refresh. A write takes from the call that a key makes until its answer, when the commit is on the
disk. Afterwards the audit tells whether anything was lost, doubled or overwritten unseen. Times in milliseconds unless
said otherwise. The faults of `tests.bench.faults` follow, each on a copy of the demo.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import random
import shutil
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from multiprocessing.context import SpawnContext
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

from opscockpit import errors
from opscockpit.clock import Clock, parse_moment
from opscockpit.services import actions
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from opscockpit.ui.live import Live
from tests.bench import databases
from tests.bench.journal import fsync_ms
from tests.helpers import integrity

PEOPLE = ("lin", "zhou", "he", "mei", "tao", "gang")
ACTIONS, READERS, START_S = 200, 5, 120.0
KINDS = {
    "tick": 24, "add": 12, "move": 16, "give": 8, "edit": 10, "rank": 8, "focus": 4, "score": 4, "push": 6, "undo": 8,
}  # fmt: skip
"""How often each kind of action is drawn."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One action as its person lived it; `mark` is what its label in the history must contain."""

    kind: str
    outcome: str  # 'done', 'conflict', 'refused', 'error'
    ended: float  # seconds of the system's monotonic clock
    took: float
    mark: str
    row: tuple[str, int, int] | None  # table, id and version that was seen
    words: str = ""


class Person:
    """Somebody at a screen of their own."""

    def __init__(self, path: Path, who: str, seed: int, look_every: int) -> None:
        self.session = Session(path, who, Clock(parse_moment(databases.NOW), running=True))
        self.who, self.number = who, seed
        self.deeds: list[Deed] = []
        self._chance = random.Random(seed)
        self._every = look_every
        self._store: Row = stores.stores(self.session.db)[0]
        self._count = 0
        self.looks: list[float] = []
        self.look()

    def look(self) -> None:
        """Read the screen anew, and remember every version on it."""
        began = time.monotonic()
        self.view = self.session.today(None)
        self.looks.append(time.monotonic() - began)
        self._cards = [card for column in self.view.board for card in column.cards]
        focus = [one for one in (self.view.header.focus, self.view.header.previous) if one]
        self._version = {("must_item", item.id): item.version for item in self.view.must_do}
        self._version |= {("task", card.id): card.version for card in self._cards}
        self._version |= {("focus", one.id): one.version for one in focus}

    def act(self) -> None:
        """Do the next thing."""
        self._count += 1
        kind = self._chance.choices(list(KINDS), list(KINDS.values()))[0]
        work, mark, row = getattr(self, f"_{kind}")()
        outcome, words, began = "done", "", time.monotonic()
        try:
            work()
        except errors.Conflict as told:
            outcome, words = "conflict", str(told)
        except (errors.Refused, errors.NotFound) as told:
            outcome, words = "refused", str(told)
        except Exception as trouble:
            outcome, words = "error", f"{type(trouble).__name__}: {trouble}"
        ended = time.monotonic()
        self.deeds.append(Deed(kind, outcome, ended, ended - began, mark, row, words))
        if outcome == "done" and row:
            self._version[row[:2]] = row[2] + 1
        if outcome != "done" or kind in ("undo", "focus", "score") or self._count % self._every == 0:
            self.look()

    # Each returns what to do, what the history will say of it, and the row with the version that was seen.

    def _seen(self, table: str, row_id: int) -> tuple[str, int, int]:
        return table, row_id, self._version[table, row_id]

    def _tick(self) -> Any:
        row = self._seen("must_item", self._chance.choice(self.view.must_do).id)
        state = self._chance.choice(("done", "open"))
        evidence = "0 looked" if state == "done" else ""
        return lambda: self.session.tick(row[1], row[2], state, evidence), f"{state} · ", row

    def _add(self) -> Any:
        title = f"任务 {self.who} {self._count}"
        owner = self._chance.choice(PEOPLE)
        return lambda: self.session.task_add(title, owner, None, 3, None, None), f"add task · {title}", None

    def _card(self) -> tuple[str, int, int]:
        return self._seen("task", self._chance.choice(self._cards).id)

    def _move(self) -> Any:
        row, state = self._card(), self._chance.choice(("open", "doing", "done"))
        return lambda: self.session.task_move(row[1], row[2], state), f"{state}", row

    def _give(self) -> Any:
        row, owner = self._card(), self._chance.choice(PEOPLE)
        return lambda: self.session.task_give(row[1], row[2], owner), f"for {owner} · ", row

    def _edit(self) -> Any:
        row, title = self._card(), f"改 {self.who} {self._count}"
        due = self.view.header.day + timedelta(days=self._chance.randint(0, 9))
        return lambda: self.session.task_edit(row[1], row[2], title=title, due=due, priority=2), title, row

    def _rank(self) -> Any:
        word, rank = self._chance.choice(self.view.keywords).id, self._chance.randint(1, 99)
        return lambda: self.session.rank_record(word, rank, "ranked"), f"rank {rank}", None

    def _focus(self) -> Any:
        sentence = f"今天 {self.who} {self._count}"
        focus = self.view.header.focus
        row = self._seen("focus", focus.id) if focus else None
        work = lambda: self.session.focus_set(None, sentence, None, None, self.who, None)  # noqa: E731
        return work, f"focus · {sentence}", row

    def _score(self) -> Any:
        last = self.view.header.previous
        assert last is not None
        row, score = self._seen("focus", last.id), self._chance.choice(actions.FOCUS_SCORES)
        return lambda: self.session.focus_score(row[1], row[2], score, "因为"), f"score · {score}", row

    def _push(self) -> Any:
        value = str(1000 + self._count)
        at = self.view.header.now.replace(microsecond=0) - timedelta(seconds=self._count * len(PEOPLE) + self.number)
        who, cut = self.who, cut_of(self._store)
        work = lambda: actions.push(self.session.db, who, self._store, cut, "visitors", value, at=at)  # noqa: E731
        return work, f"visitors {value}", None

    def _undo(self) -> Any:
        return self.session.undo, "undo: ", None


def person(path: Path, number: int, pause: float, count: int, every: int, go: Barrier, out: Any) -> None:
    """A process: act, think, act. Puts (who, deeds, seconds of each reading of the screen)."""
    somebody = Person(path, PEOPLE[number], number, every)
    go.wait(START_S)
    for _ in range(count):
        somebody.act()
        if pause:
            time.sleep(random.uniform(0, 2 * pause))
    out.put((somebody.who, somebody.deeds, somebody.looks))
    somebody.session.close()


def onlooker(path: Path, go: Barrier, stop: Event, out: Any) -> None:
    """A process: the screen's live refresh. Puts ([(when it was shown, newest action shown)], troubles told)."""
    session = Session(path, PEOPLE[0], Clock(parse_moment(databases.NOW), running=True))
    live, troubles, shown = Live(lambda call: call()), [], []
    live.on_trouble = lambda trouble: troubles.append(str(trouble))
    live.load(session)
    live.look(session)  # the first look of a screen does more than those after it
    go.wait(START_S)
    stop.wait(random.uniform(0, 0.5))
    while not stop.wait(0.5):
        newest = session.db.value("SELECT max(id) FROM action")
        live.look(session)
        shown.append((time.monotonic(), newest))
    out.put(("onlooker", shown, troubles))
    session.close()


@dataclass
class Outcome:
    """What a run came to."""

    deeds: dict[str, list[Deed]]
    looks: list[float]
    seconds: float
    troubles: list[str]
    lost: int = 0
    doubled: int = 0
    delays: list[float] = field(default_factory=list)
    sound: bool = True

    @property
    def all(self) -> list[Deed]:
        """Everybody's deeds."""
        return [deed for mine in self.deeds.values() for deed in mine]

    def of(self, outcome: str) -> list[Deed]:
        """Those that came to this."""
        return [deed for deed in self.all if deed.outcome == outcome]


def play(path: Path, ctx: SpawnContext, pause: float, count: int, every: int) -> Outcome:
    """Let everybody work, then look what became of it."""
    with Database(path) as db:
        base = db.value("SELECT max(id) FROM action")
    go, stop, out = ctx.Barrier(len(PEOPLE) + READERS + 1), ctx.Event(), ctx.Queue()
    people = [ctx.Process(target=person, args=(path, n, pause, count, every, go, out)) for n in range(len(PEOPLE))]
    readers = [ctx.Process(target=onlooker, args=(path, go, stop, out)) for _ in range(READERS)]
    for process in (*people, *readers):
        process.start()
    go.wait(START_S)
    began = time.monotonic()
    told = [out.get(timeout=START_S) for _ in people]
    seconds = time.monotonic() - began
    time.sleep(1.5)  # the last changes must have been shown
    stop.set()
    seen = [out.get(timeout=START_S) for _ in readers]
    for process in (*people, *readers):
        process.join()
    outcome = Outcome(
        {who: deeds for who, deeds, _ in told}, [took for _, _, looks in told for took in looks], seconds,
        [trouble for _, _, troubles in seen for trouble in troubles],
    )  # fmt: skip
    settle(path, outcome, base, [shown for _, shown, _ in seen])
    return outcome


def settle(path: Path, outcome: Outcome, base: int, shown: list[list[tuple[float, int]]]) -> None:
    """Hold what people were told against the history and the rows."""
    with Database(path) as db:
        for who, deeds in outcome.deeds.items():
            rows = db.rows(
                "SELECT id, label FROM action WHERE id > ? AND actor = ? AND (undoable OR undoes) ORDER BY id",
                (base, who),
            )
            numbers = match([deed for deed in deeds if deed.outcome == "done"], rows)
            outcome.lost += sum(number is None for _, number in numbers)
            outcome.doubled += len(rows) - sum(number is not None for _, number in numbers)
            outcome.lost += sum(1 for deed, number in numbers if number and not stood_on(db, deed, number))
            outcome.delays += [d for deed, number in numbers if number for d in delays(deed, number, shown)]
        outcome.lost += torn_rows(db, base)
    outcome.sound = integrity(path) == [("ok",)]


def match(deeds: list[Deed], rows: list[Row]) -> list[tuple[Deed, int | None]]:
    """The action of each acknowledged deed, in order; None for one that left none."""
    found: list[tuple[Deed, int | None]] = []
    at = 0
    for deed in deeds:
        place = next((n for n in range(at, len(rows)) if deed.mark in rows[n]["label"]), None)
        found.append((deed, None if place is None else rows[place]["id"]))
        at = at if place is None else place + 1
    return found


def stood_on(db: Database, deed: Deed, action: int) -> bool:
    """Whether a change was made to the very version its person saw, so that nobody's work was overwritten unseen."""
    if deed.row is None:
        return True
    table, row_id, version = deed.row
    before = db.value(
        "SELECT before FROM audit WHERE action_id = ? AND table_name = ? AND row_id = ? ORDER BY id LIMIT 1",
        (action, table, row_id),
    )
    return bool(before) and json.loads(before)["version"] == version


def torn_rows(db: Database, base: int) -> int:
    """Rows whose changes do not follow one from the other, or that do not say what their last change left."""
    chains: dict[tuple[str, int], list[Row]] = {}
    for row in db.rows("SELECT * FROM audit WHERE action_id > ? ORDER BY id", (base,)):
        chains.setdefault((row["table_name"], row["row_id"]), []).append(row)
    torn = 0
    for (table, row_id), chain in chains.items():
        follows = all(a["after"] == b["before"] for a, b in pairwise(chain))
        now = db.row(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        last = json.loads(chain[-1]["after"]) if chain[-1]["after"] else None
        torn += not (follows and last == (dict(now) if now else None))
    return torn


def delays(deed: Deed, action: int, shown: list[list[tuple[float, int]]]) -> Iterable[float]:
    """Seconds until each onlooker's screen stood after this action."""
    for looks in shown:
        place = bisect_left(looks, action, key=lambda look: look[1])
        if place < len(looks):
            yield max(0.0, looks[place][0] - deed.ended)


def quantile(values: list[float], q: float, scale: float = 1000.0) -> float:
    """The q-quantile, scaled; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))] * scale if ordered else 0.0


HEAD = (
    "| load | actions | lost | doubled | errors shown | conflicts shown | refused | file sound | actions/s | write p50 "
    "| write p95 | write max | reading the screen p50 | p95 | others followed p50 s | p95 s | max s |"
)
WRITE_BAR_MS, FOLLOW_BAR_S = 50.0, 1.5


def report(name: str, outcome: Outcome) -> str:
    """One line of the table."""
    took = [deed.took for deed in outcome.of("done")]
    wrong = len(outcome.of("error")) + len(outcome.troubles)
    seen = [quantile(outcome.delays, q, 1.0) for q in (0.5, 0.95, 1.0)]
    return (
        f"| {name} | {len(outcome.all)} | {outcome.lost} | {outcome.doubled} | {wrong} "
        f"| {len(outcome.of('conflict'))} | {len(outcome.of('refused'))} | {'yes' if outcome.sound else 'NO'} "
        f"| {len(outcome.all) / outcome.seconds:.0f} "
        f"| {quantile(took, 0.5):.1f} | {quantile(took, 0.95):.0f} | {quantile(took, 1.0):.0f} "
        f"| {quantile(outcome.looks, 0.5):.0f} | {quantile(outcome.looks, 0.95):.0f} "
        f"| {seen[0]:.2f} | {seen[1]:.2f} | {seen[2]:.2f} |"
    )


def verdict(name: str, outcome: Outcome) -> str:
    """The run held against what is asked of it."""
    write = quantile([deed.took for deed in outcome.of("done")], 0.95)
    follow = quantile(outcome.delays, 0.95, 1.0)
    wrong = outcome.lost + outcome.doubled + len(outcome.of("error")) + len(outcome.troubles)
    held = {
        "nothing lost, doubled or wrong": wrong == 0 and outcome.sound,
        f"write p95 {write:.0f} of {WRITE_BAR_MS:.0f} ms": write <= WRITE_BAR_MS,
        f"others followed p95 {follow:.2f} of {FOLLOW_BAR_S} s": follow <= FOLLOW_BAR_S,
    }
    return f"{name}: " + "; ".join(f"{what}: {'met' if ok else 'MISSED'}" for what, ok in held.items())


def by_kind(outcome: Outcome) -> str:
    """What each kind of action came to."""
    lines = ["| action | done | conflicts | refused | write p50 | p95 |", "|---|---:|---:|---:|---:|---:|"]
    for kind in KINDS:
        mine = [deed for deed in outcome.all if deed.kind == kind]
        count = Counter(deed.outcome for deed in mine)
        took = [deed.took for deed in mine if deed.outcome == "done"]
        lines.append(f"| {kind} | {count['done']} | {count['conflict']} | {count['refused']} "
                     f"| {quantile(took, 0.5):.1f} | {quantile(took, 0.95):.0f} |")  # fmt: skip
    return "\n".join(lines)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a quarter of the actions, fewer faults")
    quick = parser.parse_args().quick
    count = ACTIONS // 4 if quick else ACTIONS
    ctx = mp.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name) / "demo.db"
        databases.make_demo_db(demo)
        others = f", {os.getloadavg()[0]:.1f} busy processes besides" if hasattr(os, "getloadavg") else ""
        print(f"{os.cpu_count()} cores{others}, one fsync {fsync_ms(Path(name)):.2f} ms\n")
        lines, held, last = [], [], None
        for load, pause, every in (("rush", 0.0, 10), ("paced", 0.02, 1)):
            path = Path(name) / f"{load}.db"
            shutil.copy(demo, path)
            last = play(path, ctx, pause, count, every)
            lines.append(report(load, last))
            held.append(verdict(load, last))
            for deed in last.of("error")[:5]:
                print(f"error shown: {deed.kind}: {deed.words}")
            for trouble in last.troubles[:5]:
                print(f"error shown to an onlooker: {trouble}")
        print("\n".join([HEAD, "|---|" + "---:|" * (HEAD.count("|") - 2), *lines, "", *held]))
        if last is not None:
            print("\nThe paced run, by kind of action:\n\n" + by_kind(last))
        from tests.bench import faults

        print("\n" + faults.table(demo, Path(name), quick=quick))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
