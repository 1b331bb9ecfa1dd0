"""The morning: four steps with a clock, from the letters to the one focus of the day."""

from __future__ import annotations

from datetime import date, timedelta

from opscockpit import errors
from opscockpit.domain import fmt
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metrics import METRICS
from opscockpit.domain.money import to_major
from opscockpit.domain.timing import MORNING_BUDGET, clock
from opscockpit.services import actions
from opscockpit.services.actions import Done, words
from opscockpit.services.daily_list import list_of
from opscockpit.services.desk import Desk
from opscockpit.services.focus import focus_view
from opscockpit.services.letters import Letters
from opscockpit.services.morning_words import LONGEST, running_at, state_of, worded
from opscockpit.services.panel import LIVE, metric_lines
from opscockpit.services.routines import Routines
from opscockpit.services.team_views import HitRate, LetterLine, MorningView, SnapshotLine, StepView
from opscockpit.services.views import KeywordLine
from opscockpit.services.watchlist import keyword_lines
from opscockpit.store import day as days
from opscockpit.store import keywords, mornings, stores
from opscockpit.store.database import Row

OLD_SNAPSHOT = 3600
HIT_DAYS = 30
TITLES = {
    "letters": "Letters",
    "traffic": "Live traffic",
    "keywords": "Core keywords",
    "decide": "Decide",
}
MAY_SKIP = ("traffic", "keywords")
"""Steps that may be left out with a reason; complaints and the focus may not."""


class Morning:
    """The morning of a store's day: one flow that everybody sees."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk
        self._db, self._store_id = desk.db, desk.store_id

    def view(self) -> MorningView:
        """Where the morning stands and all that its steps show."""
        desk, today, now = self._desk, self._desk.today(), self._desk.now()
        list_of(self._db, desk.who, desk.store, today)
        with self._db.snapshot():
            row = mornings.morning(self._db, self._store_id, today)
            letters = Letters(desk).lines()
            snapshot = self._snapshot()
            core = self._core()
            metrics, title = metric_lines(self._db, desk.store, desk.cut, now, today)
            focuses = [focus_view(found, desk.cut) for found in days.focuses_of(self._db, self._store_id, today)]
            unscored = [focus_view(found, desk.cut) for found in days.unscored(self._db, self._store_id, today)]
            steps = self._steps(row, letters, snapshot, core)
            spent = sum(step.spent for step in steps)
            state = state_of(row)
            return MorningView(
                row["id"] if row else None, row["version"] if row else None, today, state,
                row["step"] if row and state != "finished" else None, steps, spent, MORNING_BUDGET,
                f"{clock(spent)} / {clock(MORNING_BUDGET)}", spent > MORNING_BUDGET,
                row["finished_by"] if row else None, desk.moment(row["finished_at"]) if row else None,
                self._others(), Routines(desk).leftovers(), letters, snapshot,
                tuple(line for line in metrics if line.id in LIVE), title, core,
                tuple(unscored), next((one for one in focuses if one.rank == 1), None),
                tuple(one for one in focuses if one.rank > 1), self.hit_rate(),
                tuple(focus_view(found, desk.cut) for found in self._past()),
                says=worded(state, sum(step.state == "done" for step in steps), spent),
            )  # fmt: skip

    def begin(self) -> Done:
        """Begin the morning, or join the one that runs; a paused one goes on."""
        self._desk.may_change()
        if mornings.begin(self._db, self._desk.who, self._store_id, self._desk.today()):
            return Done("the morning has begun: letters first")
        row = self._row()
        if row["finished_at"] is None and row["running_since"] is None:
            return self.resume()
        return Done(f"{row['started_by']} has begun it; you are in")

    def pause(self) -> Done:
        """Stop the clock: the morning is left and can be taken up again."""
        row = self._live_row()
        self._go(row, running=False)
        return Done(f"paused at {TITLES[row['step']].lower()}")

    def left(self) -> None:
        """This person's screen closes: the clock stops, unless it has stopped or somebody else is in the morning."""
        row = mornings.morning(self._db, self._store_id, self._desk.today())
        if row is not None and row["running_since"] is not None and not self._others():
            self._go(row, running=False)

    def resume(self) -> Done:
        """Let the clock run again, where the morning stood."""
        row = self._live_row()
        self._go(row)
        return Done(f"on with {TITLES[row['step']].lower()}")

    def enter(self, step: str) -> Done:
        """Go to a step; any of them, at any time."""
        row = self._live_row()
        if step not in TITLES:
            raise errors.WrongUsage(f"a step is one of {', '.join(TITLES)}, not {step!r}")
        self._go(row, step=step)
        return Done(TITLES[step])

    def done(self, step: str, skip: str = "") -> Done:
        """Finish a step and go on to the next open one; after the last the morning is over.

        `skip` is a reason to leave out a step that may be left out. Raises Refused saying what is missing.
        """
        row = self._live_row()
        if step not in TITLES:
            raise errors.WrongUsage(f"a step is one of {', '.join(TITLES)}, not {step!r}")
        missing = self.missing(step)
        if skip and step not in MAY_SKIP:
            raise errors.Refused(f"{TITLES[step].lower()} cannot be skipped: {'; '.join(missing) or 'finish it'}")
        if missing and not skip:
            raise errors.Refused("; ".join(missing))
        note = words(skip, "skipping") if skip else ""
        left = [name for name, at in self._finished(row).items() if at is None and name != step]
        self._go(row, done=step, note=note, step=left[0] if left else step, finish=not left)
        if left:
            return Done(f"{TITLES[step].lower()} done; next: {TITLES[left[0]].lower()}")
        spent = sum(found["spent"] for found in mornings.steps(self._db, row["id"]).values())
        return Done(f"the morning is done in {clock(spent)} of {clock(MORNING_BUDGET)}")

    def missing(self, step: str) -> tuple[str, ...]:
        """What keeps a step from being done."""
        today = self._desk.today()
        if step == "letters":
            return Letters(self._desk).missing()
        if step == "traffic":
            there = mornings.readings(self._db, self._store_id, today)
            return () if there else ("take a snapshot (or let a script push one) of today",)
        if step == "decide":
            lacking = [
                f"score the focus of {date.fromisoformat(row['day']):%d %b} first: {row['sentence']}"
                for row in days.unscored(self._db, self._store_id, today)
            ]
            if days.focus_of(self._db, self._store_id, today) is None:
                lacking.append("set the focus of today")
            return tuple(lacking)
        return ()

    def side(
        self, sentence: str, metric: str | None = None, target: str | None = None, owner: str | None = None,
        due: str | None = None, evidence: str = "",
    ) -> Done:  # fmt: skip
        """Add a side focus; there are two at most."""
        self._desk.may_change()
        focus_id = days.add_side_focus(
            self._db, self._desk.who, self._store_id, self._desk.today(), sentence=words(sentence, "a focus"),
            metric=metric or None, target=target or None, owner=self._desk.member(owner), due=due or None,
            evidence=evidence.strip(),
        )  # fmt: skip
        return Done(f"side focus: {sentence.strip()}", focus_id)

    def set_core(self, keyword_id: int, core: bool) -> Done:
        """Take a word into the core list that the morning looks at, or out of it; ten at most."""
        self._desk.may_change()
        word = keywords.set_core(self._db, self._desk.who, keyword_id, core)
        return Done(f"{word} is {'now' if core else 'no longer'} a core word", keyword_id)

    def hit_rate(self) -> HitRate:
        """How the focuses of the last 30 days went."""
        found = [row["score"] for row in self._past()]
        counts = {score: found.count(score) for score in (*actions.FOCUS_SCORES, None)}
        scored = len(found) - counts[None]
        rate = (counts["done"] + counts["partly"] / 2) / scored if scored else None
        text = f"{rate:.0%} of {scored}".replace("%", " %") if rate is not None else "no score yet"
        return HitRate(counts["done"], counts["partly"], counts["no"], counts["dropped"], counts[None], rate, text)

    def _past(self) -> list[Row]:
        """The main focuses of the last 30 days, newest first."""
        today = self._desk.today()
        first, last = today - timedelta(days=HIT_DAYS), today - timedelta(days=1)
        return days.focus_scores(self._db, self._store_id, first, last)

    def _row(self) -> Row:
        row = mornings.morning(self._db, self._store_id, self._desk.today())
        if row is None:
            raise errors.Refused("the morning has not begun yet")
        return row

    def _live_row(self) -> Row:
        self._desk.may_change()
        row = self._row()
        if row["finished_at"] is not None:
            raise errors.Refused(f"{row['finished_by']} has finished the morning")
        return row

    def _go(
        self, row: Row, *, step: str | None = None, running: bool = True, finish: bool = False,
        done: str | None = None, note: str = "",
    ) -> None:  # fmt: skip
        mornings.go(
            self._db, self._desk.who, row, row["version"], longest=LONGEST, step=step, running=running, finish=finish,
            done=done, note=note, kinds=Letters(self._desk).kinds() if done == "letters" else (),
        )  # fmt: skip

    def _finished(self, row: Row) -> dict[str, int | None]:
        found = mornings.steps(self._db, row["id"])
        return {step: found[step]["done_at"] for step in TITLES}

    def _others(self) -> tuple[str, ...]:
        return tuple(
            row["login"]
            for row in stores.here(self._db)
            if row["login"] != self._desk.who
            and any(place.startswith("morning") for place in (row["places"] or "").split())
        )

    def _snapshot(self) -> tuple[SnapshotLine, ...]:
        now = int(self._desk.now().timestamp())
        return tuple(
            SnapshotLine(
                row["measure"], label(row["measure"]), amount(row["measure"], row["value"], self._desk.store),
                at, row["seen_by"], fmt.age(max(0, now - row["at"])),
            )
            for row in mornings.readings(self._db, self._store_id, self._desk.today())
            if (at := self._desk.moment(row["at"])) is not None
        )  # fmt: skip

    def _core(self) -> tuple[KeywordLine, ...]:
        core = {row["id"] for row in keywords.keywords(self._db, self._store_id) if row["core"]}
        lines = keyword_lines(self._db, self._store_id, self._desk.today())
        return tuple(line for line in lines if line.id in core)

    def _steps(
        self, row: Row | None, letters: tuple[LetterLine, ...], snapshot: tuple[SnapshotLine, ...],
        core: tuple[KeywordLine, ...],
    ) -> tuple[StepView, ...]:  # fmt: skip
        booked = mornings.steps(self._db, row["id"]) if row else {}
        hints = {
            "letters": _letter_hints(letters),
            "traffic": _traffic_hints(snapshot, int(self._desk.now().timestamp())),
            "keywords": _keyword_hints(core),
            "decide": (f"hit rate of 30 days: {self.hit_rate().text}",),
        }
        views = []
        for step, title in TITLES.items():
            found = booked.get(step)
            spent = (found["spent"] if found else 0) + running_at(row, step, self._desk.now())
            done = found is not None and found["done_at"] is not None
            here = row is not None and row["finished_at"] is None and row["step"] == step
            views.append(
                StepView(
                    step, title, "done" if done else "now" if here else "open", spent, clock(spent),
                    found["done_by"] if found else None, self._desk.moment(found["done_at"]) if found else None,
                    found["note"] if found else "", () if done else self.missing(step), hints[step],
                )
            )  # fmt: skip
        return tuple(views)


def label(measure: str) -> str:
    """The name of a number as people read it."""
    return METRICS[measure].en if measure in METRICS else measure.replace("_", " ").capitalize()


def amount(measure: str, value: int, store: Row) -> str:
    """A kept number as people read it."""
    unit = MEASURES[measure].unit
    if unit == "money":
        return f"{to_major(value, store['currency']):,.2f}"
    return f"{value / 1000:,.3g}" if unit == "milli" else fmt.count(value)


def _letter_hints(letters: tuple[LetterLine, ...]) -> tuple[str, ...]:
    loose = [line.kind for line in letters if line.amount and line.owner is None and not line.must]
    late = [line.kind for line in letters if line.late]
    return tuple(
        text
        for text, there in (
            (f"nobody's: {', '.join(loose)}", loose),
            (f"past the deadline: {', '.join(late)}", late),
        )
        if there
    )


def _traffic_hints(snapshot: tuple[SnapshotLine, ...], now: int) -> tuple[str, ...]:
    newest = max((int(line.at.timestamp()) for line in snapshot), default=None)
    return (f"the newest number is {fmt.age(now - newest)} old",) if newest and now - newest > OLD_SNAPSHOT else ()


def _keyword_hints(core: tuple[KeywordLine, ...]) -> tuple[str, ...]:
    if not core:
        return ("no core words yet: choose up to ten, product by word",)
    unseen = [line.word for line in core if line.rank_state == "not_checked"]
    moved = [line.word for line in core if line.verdict == "real, not noise"]
    return tuple(
        text
        for text, there in (
            (f"{len(unseen)} of {len(core)} not checked today", unseen),
            (f"really moved: {', '.join(moved)}", moved),
        )
        if there
    )
