"""Must-do: the day's list made of routines, what was left open, and the routines themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from itertools import groupby
from typing import Any

from opscockpit import errors
from opscockpit.domain import recurrence
from opscockpit.domain.deeds import ticked_by
from opscockpit.domain.habits import NEVER_FOUND_RUNS, Habit, PastRun, habit_of
from opscockpit.domain.typed import clock_time
from opscockpit.services import workdays
from opscockpit.services.actions import Done, words
from opscockpit.services.daily_list import ensure_run, facts_of, leftover_lines
from opscockpit.services.desk import Desk, refused, short
from opscockpit.services.letters import Letters
from opscockpit.services.ready import READY, in_language, toml
from opscockpit.services.shops import is_past, minute_of_day
from opscockpit.services.team_views import RoutineView, TemplateSet
from opscockpit.services.views import STEPS, Leftover
from opscockpit.store import day as days
from opscockpit.store import routines as rows
from opscockpit.store import stores
from opscockpit.store.database import Row

_FIELDS = {"title", "step", "owner", "role", "days", "starts", "due", "minutes", "evidence", "active"}
PAST_RUNS = 2 * NEVER_FOUND_RUNS
DECISIONS = ("task", "drop", "late", "missed")
"""What may become of an item left open: a task, dropped with a reason, done all the same, or missed."""


def template_sets(store: Row) -> tuple[TemplateSet, ...]:
    """The sets of routines and links that are ready to take, in the language of the store's platform."""
    found = []
    for path in sorted((READY / "routines").glob("*.toml")):
        data = toml(path)
        titles = [tuple(in_language(row, store)["title"] for row in data[part]) for part in ("routine", "link")]
        found.append(TemplateSet(path.stem, data["name"], data["about"], *titles))
    return tuple(found)


class Routines:
    """The routines of a store, and what their past says."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def views(self, *, all_: bool = False) -> tuple[RoutineView, ...]:
        """The active routines (with `all_` those switched off too), each with its habit and a proposal."""
        habits, kinds = self._habits(), Letters(self._desk).kinds()
        return tuple(
            _view(row, habits.get(row["id"]), kinds)
            for row in rows.routines(self._desk.db, self._desk.store_id, all_=all_)
        )

    def add(self, title: str, *, today_too: bool = True, **fields: Any) -> Done:
        """Add a routine. Fields: step, owner, role, days, starts, due, minutes, evidence.

        `today_too` puts it on today's list if it is due today and the list is made already.
        """
        self._desk.may_change()
        values = self._checked({"title": title, "step": "mine", **fields})
        today = self._desk.today()
        rule = recurrence.parse(str(values.get("days", "1234567")))
        joins = today_too and recurrence.is_due(rule, facts_of(self._desk.db, self._desk.store, today))
        routine_id = rows.add(self._desk.db, self._desk.who, self._desk.store_id, values, today if joins else None)
        return Done(f"new routine, {recurrence.words(rule)}: {values['title']}", routine_id)

    def edit(self, routine_id: int, version: int | None, **fields: Any) -> Done:
        """Change fields of a routine; today's list keeps its frozen copy. `active` False switches it off."""
        self._desk.may_change()
        row = rows.routine(self._desk.db, routine_id)
        values = self._checked(fields)
        rows.change(self._desk.db, self._desk.who, row, row["version"] if version is None else version, **values)
        return Done(f"changed from tomorrow on: {row['title']}", routine_id)

    def switch(self, routine_id: int, version: int | None, active: bool) -> Done:
        """Switch a routine off or on again."""
        done = self.edit(routine_id, version, active=active)
        return Done(done.message.replace("changed", "on" if active else "off", 1), routine_id)

    def move(self, routine_id: int, before: int | None) -> Done:
        """Put a routine before another one, or at the end."""
        self._desk.may_change()
        row = rows.routine(self._desk.db, routine_id)
        rows.move(self._desk.db, self._desk.who, row, before)
        return Done(f"moved: {row['title']}", routine_id)

    def take(self, set_id: str) -> Done:
        """Take over a template set: its routines and links that are not there yet.

        Whoever has the job gets the work; what nobody's job is stays with the role, and a link goes to the taker.
        """
        self._desk.may_change()
        known = {one.id: one for one in template_sets(self._desk.store)}
        if set_id not in known:
            raise errors.NotFound(f"no template set is called {set_id!r}; there are: {', '.join(known)}")
        stores.first_on_the_team(self._desk.db, self._desk.who)
        data = toml(READY / "routines" / f"{set_id}.toml")
        taker = str(stores.person_named(self._desk.db, self._desk.who)["login"])
        links = [
            {"name": row["title"], "covers": row.get("covers", ""), "owner": self._desk.with_job(row["role"]) or taker}
            for row in (in_language(row, self._desk.store) for row in data["link"])
        ]
        routines = [self._checked(in_language(row, self._desk.store)) for row in data["routine"]]
        fresh, steps = rows.take(
            self._desk.db, self._desk.who, self._desk.store_id, known[set_id].name, routines, links
        )
        ensure_run(self._desk.db, self._desk.who, self._desk.store, self._desk.today())
        jobs = dict.fromkeys(row["role"] for row in routines if row.get("role"))
        free = [job for job in jobs if self._desk.with_job(job) is None]
        idle = f"; say on People who is {', '.join(free)}" if fresh and free else ""
        return Done(f"{known[set_id].name}: {fresh} routines and {steps} links added{idle}")

    def sets(self) -> tuple[TemplateSet, ...]:
        """The template sets that are ready to take."""
        return template_sets(self._desk.store)

    def leftovers(self) -> tuple[Leftover, ...]:
        """What the last list left open, for one decision each; tomorrow it counts as missed."""
        return leftover_lines(self._desk.db, self._desk.store_id, self._desk.today())

    def decide(self, item_id: int, version: int | None, decision: str, reason: str = "") -> Done:
        """Decide on an item left open: one of DECISIONS; dropping wants a reason."""
        self._desk.may_change()
        db, who = self._desk.db, self._desk.who
        row = days.must_item(db, item_id)
        seen = row["version"] if version is None else version
        reason = short(reason, "the reason")
        if decision == "task":
            task_id = days.carry_over(db, who, row, seen, reason)
            return Done(f"carried over as task {task_id}: {row['title']}", task_id)
        if decision == "drop" and not reason:
            raise errors.Refused("say why it is dropped")
        states = {"drop": "skipped", "late": "done", "missed": "missed"}
        if decision not in states:
            raise errors.WrongUsage(f"a decision is one of {', '.join(DECISIONS)}, not {decision!r}")
        days.set_item(db, who, row, seen, states[decision], reason or ("done late" if decision == "late" else ""))
        said = {"drop": "dropped", "late": "done late", "missed": "missed"}
        return Done(f"{said[decision]}: {row['title']}", item_id)

    def begin(self, item_id: int, version: int | None = None) -> Done:
        """Note that the work on an item begins now; its minutes count from here."""
        self._desk.may_change()
        row = days.must_item(self._desk.db, item_id)
        days.start_item(self._desk.db, self._desk.who, row, row["version"] if version is None else version)
        return Done(f"begun: {row['title']}", item_id)

    def _checked(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Fields typed by a person as columns of a routine. Raises Refused, NotFound or WrongUsage."""
        unknown = set(fields) - _FIELDS
        if unknown:
            raise errors.WrongUsage(f"a routine has no {', '.join(sorted(unknown))}")
        values = dict(fields)
        try:
            if "title" in values:
                values["title"] = words(values["title"], "a routine")
            if "days" in values:
                rule = recurrence.parse(values["days"].strip())
                if rule.kind == "rrule":
                    workdays.falls_on(rule.text, self._desk.today())
                values["days"] = rule.text or values["days"].strip()
            for name in ("starts", "due"):
                if name in values:
                    values[name] = clock_time(values[name]) if values[name] else None
        except ValueError as trouble:
            raise refused(trouble) from None
        begins, ends = values.get("starts"), values.get("due")
        if begins and ends and self._minute(begins) > self._minute(ends):
            raise errors.Refused(f"the window ends at {ends}, before it begins at {begins}")
        if values.get("step", "mine") not in STEPS:
            raise errors.WrongUsage(f"a step is one of {', '.join(STEPS)}, not {values['step']!r}")
        if not 0 <= values.get("minutes", 0) <= 600:
            raise errors.Refused("the minutes of a routine are between 0 and 600")
        if values.get("evidence", "") not in ("", "count", "words"):
            raise errors.WrongUsage("evidence is nothing, 'count' or 'words'")
        if "owner" in values:
            values["owner"] = self._desk.member(values["owner"])
        if "role" in values:
            values["role"] = values["role"] or None
        if "active" in values:
            values["active"] = int(values["active"])
        return values

    def _minute(self, clock: str) -> int:
        return minute_of_day(time.fromisoformat(clock), self._desk.cut)

    def _habits(self) -> dict[int, Habit]:
        past = days.past_items(self._desk.db, self._desk.store_id, self._desk.today(), PAST_RUNS)
        minutes = {row["id"]: row["minutes"] for row in rows.routines(self._desk.db, self._desk.store_id, all_=True)}
        return {
            routine_id: habit_of([self._past(row) for row in group], minutes.get(routine_id, 0))
            for routine_id, group in groupby(past, key=lambda row: row["routine_id"])
        }

    def _past(self, row: Row) -> PastRun:
        at = self._desk.moment(row["done_at"])
        late = False
        if row["state"] == "done" and at is not None:
            next_day = self._desk.cut.day_of(at).isoformat() > row["day"]
            late = next_day or (bool(row["due"]) and is_past(row["due"], at, self._desk.cut))
        took = row["done_at"] - row["started_at"] if row["done_at"] and row["started_at"] else None
        return PastRun(row["state"], late, row["found"], took)


def _view(row: Row, habit: Habit | None, kinds: tuple[str, ...]) -> RoutineView:
    rule = recurrence.parse(row["days"])
    window = "–".join(part for part in (row["starts"], row["due"]) if part)
    return RoutineView(
        row["id"],
        row["version"],
        row["title"],
        row["step"],
        row["owner"],
        row["role"],
        row["days"],
        recurrence.words(rule),
        row["starts"],
        row["due"],
        window,
        row["minutes"],
        row["evidence"],
        bool(row["active"]),
        streak=habit.streak if habit else 0,
        runs=habit.runs if habit else 0,
        done=habit.done if habit else 0,
        late=habit.late if habit else 0,
        over=habit.over if habit else 0,
        proposal=habit.proposal if habit else "",
        ticked_by=ticked_by(row["step"], row["title"], kinds),
    )
