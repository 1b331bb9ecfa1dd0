"""The evening page: what was done, skipped and left, read from the day's rows, and what people add to it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from opscockpit import errors
from opscockpit.domain.metrics import METRICS
from opscockpit.domain.timing import MORNING_BUDGET, clock
from opscockpit.services.actions import Done
from opscockpit.services.desk import Desk, short
from opscockpit.services.focus import focus_view
from opscockpit.services.markdown import page
from opscockpit.services.morning_words import morning_now
from opscockpit.services.page_views import AlarmLine, EveningView, WorkLine
from opscockpit.store import board, evenings, letters, mornings
from opscockpit.store import day as days
from opscockpit.store.database import Row


class Evening:
    """The evening pages of a store."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def view(self, day: date | None = None) -> EveningView:
        """The page of a day, today's by default; of a day that is over, as it stood when the next one began."""
        day = day or self._desk.today()
        with self._desk.db.snapshot():
            return self._build(day)

    def first_page(self) -> EveningView | None:
        """The page of the last day that has one: what the morning reads first."""
        last = evenings.last_day(self._desk.db, self._desk.store_id, self._desk.today())
        return self.view(last) if last else None

    def write(
        self, version: int | None, *, note: str = "", slower: str = "", habit: str = "", day: date | None = None
    ) -> Done:
        """Write a note, what slowed us down and one new habit; `version` is the one seen, None for none yet."""
        self._desk.may_change()
        day = day or self._desk.today()
        evenings.write(
            self._desk.db, self._desk.who, self._desk.store_id, day, version, note=short(note, "the note"),
            slower=short(slower, "what slowed us down"), habit=short(habit, "the habit"),
        )  # fmt: skip
        return Done(f"evening page of {day}")

    def markdown(self, day: date | None = None) -> str:
        """The page as a Markdown text."""
        return page(self.view(day))

    def save(self, folder: Path, day: date | None = None) -> Path:
        """Put the Markdown of a day into a file of that folder, over what stood there; the file. Raises FileTrouble."""
        day = day or self._desk.today()
        path = folder / f"{self._desk.store['name'].replace('/', '-')} {day}.md"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(self.markdown(day), encoding="utf-8")
        except OSError as trouble:
            raise errors.FileTrouble(f"{path} cannot be written: {trouble.strerror}") from trouble
        return path

    def _build(self, day: date) -> EveningView:
        desk, db, store_id = self._desk, self._desk.db, self._desk.store_id
        first, end = (int(moment.timestamp()) for moment in desk.cut.bounds(day))
        items = {
            state: tuple(self._item(row, day) for row in days.must_items(db, store_id, day) if row["state"] == state)
            for state in ("done", "skipped", "missed", "open", "not_applicable")
        }
        moved = board.moved_between(db, store_id, first, end - 1)
        doers = evenings.doers(db, [row["id"] for row in moved])
        tasks = {
            state: tuple(self._task(row, doers.get(row["id"])) for row in moved if row["state"] == state)
            for state in ("done", "dropped")
        }
        focuses = [focus_view(row, desk.cut) for row in days.focuses_of(db, store_id, day)]
        wrap = evenings.wrap(db, store_id, day)
        left = tuple(_left(task, day) for task in self._open_tasks(day, end))
        all_ = sum(len(items[state]) for state in ("done", "skipped", "missed", "open"))
        counts = [f"{len(items['done'])} of {all_} done"]
        counts += [f"{len(items[state])} {state}" for state in ("skipped", "missed", "open") if items[state]]
        late = sum("late" in task.note for task in left)
        counts += [
            f"{len(tasks['done'])} task{'' if len(tasks['done']) == 1 else 's'} done, {len(left)} open"
            + (f", {late} late" if late else "")
        ]
        return EveningView(
            desk.store["name"], day, next((one for one in focuses if one.rank == 1), None),
            tuple(one for one in focuses if one.rank > 1), self._morning(day), items["done"], items["skipped"],
            items["missed"], items["open"], tasks["done"], tasks["dropped"], left, self._letters(day),
            tuple(self._emergency(row) for row in evenings.emergencies_between(db, store_id, first, end - 1)),
            tuple(_alarm(row) for row in evenings.alarms_on(db, store_id, day, first, end - 1)),
            wrap["note"] if wrap else "", wrap["slower"] if wrap else "", wrap["habit"] if wrap else "",
            wrap["written_by"] if wrap else None, desk.moment(wrap["written_at"]) if wrap else None,
            wrap["version"] if wrap else None, says=" · ".join(counts),
        )  # fmt: skip

    def _open_tasks(self, day: date, end: int) -> list[dict[str, Any]]:
        """As they are now for today; of a day that is over, as they were at its end."""
        if day >= self._desk.today():
            live = (row for row in board.cards(self._desk.db, self._desk.store_id) if row["state"] in ("open", "doing"))
            return sorted((dict(row) for row in live), key=lambda row: row["owner"] or "~")
        return evenings.open_tasks_at(self._desk.db, self._desk.store_id, end - 1)

    def _item(self, row: Row, day: date) -> WorkLine:
        at = self._desk.moment(row["done_at"])
        late = at is not None and row["state"] == "done" and self._desk.cut.day_of(at) > day
        note = row["evidence"] or (f"due {row['due']}" if row["state"] == "open" and row["due"] else "")
        note = " · ".join(part for part in (note, "late" if late else "") if part)
        who = row["done_by"] if row["state"] in ("done", "skipped") else row["owner"] or row["role"]
        return WorkLine(row["id"], row["title"], who, f"{at:%H:%M}" if at else "", note)

    def _task(self, row: Row, doer: str | None) -> WorkLine:
        at = self._desk.moment(row["moved_at"])
        note = f"for: {row['parent']}" if row["parent"] else row["note"]
        note = " · ".join(part for part in (f"by {doer}" if doer != row["owner"] else "", note) if part)
        return WorkLine(row["id"], row["title"], row["owner"], f"{at:%H:%M}" if at else "", note)

    def _morning(self, day: date) -> str:
        row = mornings.morning(self._desk.db, self._desk.store_id, day)
        if row is None:
            return "not held"
        done = self._desk.moment(row["finished_at"])
        if done is None:
            end = min(self._desk.now(), self._desk.cut.bounds(day)[1] - timedelta(seconds=1))
            return morning_now(self._desk.db, self._desk.store_id, day, end).words
        steps = mornings.steps(self._desk.db, row["id"])
        spent = sum(step["spent"] for step in steps.values())
        parts = ", ".join(f"{name} {clock(steps[name]['spent'])}" for name in mornings.STEPS)
        return f"{clock(spent)} of {clock(MORNING_BUDGET)}, finished {done:%H:%M} by {row['finished_by']} ({parts})"

    def _letters(self, day: date) -> tuple[WorkLine, ...]:
        return tuple(
            WorkLine(
                row["id"], f"{row['kind']} {row['amount']}", row["owner"], row["deadline"] or "",
                " · ".join(part for part in (row["text"], "dealt with" if row["state"] == "done" else "open") if part),
            )
            for row in letters.letters(self._desk.db, self._desk.store_id, day)
            if row["amount"]
        )  # fmt: skip

    def _emergency(self, row: Row) -> WorkLine:
        at, over = self._desk.moment(row["opened_at"]), self._desk.moment(row["closed_at"])
        note = f"over {over:%H:%M}: {row['result']}" if over else "still open"
        title = ("drill: " if row["drill"] else "") + " · ".join(p for p in (row["title"], row["what"]) if p)
        return WorkLine(row["id"], title, row["owner"], f"{at:%H:%M}" if at else "", note)


def _left(task: dict[str, Any], day: date) -> WorkLine:
    due = date.fromisoformat(task["due"]) if task["due"] else None
    parts = ["in work" if task["state"] == "doing" else ""]
    parts += [f"due {due:%d %b}" + (", late" if due < day else "")] if due else []
    parts += ["not accepted yet"] if task["offered_by"] else []
    return WorkLine(task["id"], task["title"], task["owner"], "", " · ".join(part for part in parts if part))


def _alarm(row: Row) -> AlarmLine:
    name = METRICS[row["metric"]].en if row["metric"] in METRICS else row["metric"]
    title = f"{name} {'above' if row['side'] > 0 else 'below'} its normal range"
    if row["task"]:
        became = f"task for {row['task_owner'] or 'nobody'}: {row['task']} ({row['task_state']})"
    elif row["state"] == "closed":
        became = f"closed by {row['closed_by']}: " + " · ".join(
            part for part in (f"cause {row['cause']}", row["tag"], row["note"]) if part
        )
    elif row["state"] == "snoozed":
        became = f"snoozed until {row['snoozed_until']} by {row['seen_by']}"
    else:
        became = f"seen by {row['seen_by']}, open" if row["seen_by"] else "nobody has looked at it"
    return AlarmLine(title, f"since {row['first_day']}", became)
