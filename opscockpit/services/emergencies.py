"""Emergencies: ready playbooks, and the timed checklist that opening one starts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from opscockpit import errors
from opscockpit.domain.timing import clock
from opscockpit.services.actions import Done, words
from opscockpit.services.desk import Desk, short
from opscockpit.services.page_views import EmergencyStep, EmergencyView, PlaybookView
from opscockpit.services.ready import READY, chinese, in_language, toml
from opscockpit.store import emergencies
from opscockpit.store.database import Row

SHOWN_DAYS = 30


class Emergencies:
    """The emergencies of a store."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk
        self._tongue = "zh" if chinese(desk.store) else "en"

    def playbooks(self) -> tuple[PlaybookView, ...]:
        """The eight playbooks, in the language of the store."""
        drills = emergencies.last_drills(self._desk.db, self._desk.store_id)
        return tuple(self._playbook(book, drills.get(book["id"])) for book in _books())

    def open(self, playbook: str, what: str = "", *, drill: bool = False, owner: str | None = None) -> Done:
        """Open an emergency: its checklist starts now. Without an owner it goes to whoever has the playbook's job."""
        self._desk.may_change()
        book = _book(playbook)
        title = book[self._tongue]
        steps = [in_language(step, self._desk.store) for step in book["step"]]
        rows = [{**step, "owner": self._desk.with_job(step["role"])} for step in steps]
        chosen = self._desk.member(owner) or self._desk.with_job(book["role"]) or self._known()
        made = emergencies.open_(
            self._desk.db, self._desk.who, self._desk.store_id, rows, playbook=playbook, title=title,
            what=short(what, "what happened"), drill=int(drill), owner=chosen,
        )  # fmt: skip
        return Done(f"{'drill' if drill else 'emergency'}: {title}, {chosen or 'nobody'} leads", made)

    def views(self) -> tuple[EmergencyView, ...]:
        """Those still open and those of the last 30 days, open ones first."""
        since = int((self._desk.now() - timedelta(days=SHOWN_DAYS)).timestamp())
        return tuple(
            self._view(row) for row in emergencies.emergencies(self._desk.db, self._desk.store_id, since=since)
        )

    def view(self, emergency_id: int) -> EmergencyView:
        """One emergency. Raises NotFound."""
        return self._view(emergencies.emergency(self._desk.db, emergency_id))

    def tick(self, step_id: int, version: int | None, state: str = "done", note: str = "") -> Done:
        """Tick, skip (with a reason) or reopen a line of the checklist."""
        self._desk.may_change()
        if state not in ("open", "done", "skipped"):
            raise errors.WrongUsage(f"a step is open, done or skipped, not {state!r}")
        row = emergencies.step(self._desk.db, step_id)
        note = short(note, "a note")
        if state == "skipped" and not note:
            raise errors.Refused("say why it is skipped")
        seen = row["version"] if version is None else version
        emergencies.set_step(self._desk.db, self._desk.who, row, seen, state, note)
        return Done(f"{state}: {row['title']}", step_id)

    def close(self, emergency_id: int, version: int | None, result: str) -> Done:
        """Close it, with what came of it."""
        self._desk.may_change()
        row = emergencies.emergency(self._desk.db, emergency_id)
        if row["closed_at"] is not None:
            raise errors.Refused(f"{row['closed_by']} has closed it already")
        result = words(result, "closing an emergency")
        emergencies.close(self._desk.db, self._desk.who, row, row["version"] if version is None else version, result)
        return Done(f"over: {row['title']}", emergency_id)

    def _known(self) -> str | None:
        """Oneself, where one is on the team."""
        try:
            return self._desk.member(self._desk.who)
        except errors.NotFound:
            return None

    def _playbook(self, book: dict[str, Any], drilled: int | None) -> PlaybookView:
        said = in_language(book, self._desk.store)
        steps = [in_language(step, self._desk.store) for step in book["step"]]
        at = self._desk.moment(drilled)
        return PlaybookView(
            book["id"], said["title"], book["trigger"][self._tongue], said["role"],
            self._desk.with_job(book["role"]),
            tuple(f"within {step['within']} min · {step['role']}: {step['title']}" for step in steps),
            self._messages(book), at.date() if at else None,
            says=f"{len(steps)} steps · " + (f"last drill {at:%d %b}" if at else "never drilled"),
        )  # fmt: skip

    def _messages(self, book: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        return tuple((one["title"][self._tongue], one["text"][self._tongue]) for one in book["message"])

    def _view(self, row: Row) -> EmergencyView:
        opened = self._desk.moment(row["opened_at"])
        assert opened is not None
        closed = self._desk.moment(row["closed_at"])
        end = closed or self._desk.now()
        steps = tuple(self._step(step, opened, end) for step in emergencies.steps(self._desk.db, row["id"]))
        firsts = [step.done_at for step in steps if step.done_at]
        done = sum(step.state != "open" for step in steps)
        elapsed = max(0, int((end - opened).total_seconds()))
        late = sum(step.late for step in steps)
        what = f": {row['what']}" if row["what"] else ""
        parts = [f"{'drill: ' if row['drill'] else ''}{row['title']}{what}", f"{done} of {len(steps)}", clock(elapsed)]
        parts += [f"{late} late"] if late and closed is None else []
        parts += [f"over: {row['result']}"] if closed else [f"{row['owner'] or 'nobody'} leads"]
        book = next((book for book in _books() if book["id"] == row["playbook"]), None)
        return EmergencyView(
            row["id"], row["version"], row["playbook"], row["title"], row["what"], bool(row["drill"]), row["owner"],
            row["opened_by"], opened, closed is None, row["result"], elapsed,
            first_action=int((min(firsts) - opened).total_seconds()) if firsts else None,
            steps=steps, done=done, messages=self._messages(book) if book else (), says=" · ".join(parts),
        )  # fmt: skip

    def _step(self, row: Row, opened: datetime, now: datetime) -> EmergencyStep:
        due = opened + timedelta(minutes=row["within"])
        done = self._desk.moment(row["done_at"])
        left = int((due - now).total_seconds())
        shown = f"+{clock(int((done - opened).total_seconds()))}" if done else clock(left)
        return EmergencyStep(
            row["id"], row["version"], row["title"], row["owner"], row["role"], row["within"], due, row["state"],
            row["note"], row["done_by"], done, late=row["state"] == "open" and left < 0, clock=shown,
        )  # fmt: skip


def _books() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = toml(READY / "playbooks.toml")["playbook"]
    return found


def _book(playbook: str) -> dict[str, Any]:
    for book in _books():
        if book["id"] == playbook:
            return book
    raise errors.NotFound(f"no playbook is called {playbook!r}; there are: {', '.join(b['id'] for b in _books())}")
