"""The alarms: what rings, who has seen it, what was found to be the cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region

from opscockpit.errors import WrongUsage
from opscockpit.services.metric_views import CAUSES, AlarmLine
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import day_typed, field, form, head_of, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import metric_dialogs, numbers
from opscockpit.ui.pages.metric_panes import TextPane
from opscockpit.ui.pages.rows import Col, RowsPane
from opscockpit.ui.pages.team import history
from opscockpit.ui.panels.base import Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

_GROUPS = {"new": "New", "seen": "Seen, not closed yet", "snoozed": "Quiet for now", "closed": "Closed"}
_CAUSES = {
    "confirmed": "the cause is known and proved", "likely": "the cause is probable", "unknown": "nobody found out why",
}  # fmt: skip
_OVER = "; the number is back in its range, the cause is still to be written down"
_DETAIL_LINES = 9


class AlarmList(RowsPane[AlarmLine]):
    """All alarms that are not closed, and those of the last weeks."""

    title = "Alarms"
    empty = "No alarm in the last 30 days. A number with fewer than 28 usable days behind it cannot ring yet."
    cols = (
        Col("number", 12, stretch=2),
        Col("since", 6, drop=2),
        Col("last", 6),
        Col("value", 10, right=True),
        Col("usual", 10, right=True),
        Col("z", 6, right=True, drop=3),
        Col("owner", 6),
        Col("", 15, stretch=4, drop=1),
    )

    def __init__(self, look: Look, moved: Callable[[], None]) -> None:
        super().__init__(look, "list")
        self._moved = moved

    def settle(self) -> None:
        """Also tell what is known of the alarm under the cursor."""
        super().settle()
        self._moved()

    def move(self, step: int) -> None:
        """Also tell what is known of the alarm under the cursor."""
        super().move(step)
        self._moved()

    def key_of(self, row: AlarmLine) -> int:
        """Its id."""
        return row.id

    def group_of(self, row: AlarmLine) -> str:
        """How far people are with it."""
        return _GROUPS.get(row.state, row.state)

    def heading(self) -> list[Piece]:
        """How many are new."""
        palette = self.look.palette
        new = sum(row.state == "new" for row in self.rows)
        still = sum(row.state == "seen" for row in self.rows)
        return self.words(
            self.title,
            (f"{new} new", palette.bad if new else palette.dim),
            (f"{still} seen", palette.dim) if still else None,
        )

    def values(self, row: AlarmLine) -> Sequence[Piece]:
        """What rings, since when, how far off, whose it is and what became of it."""
        palette, glyphs = self.look.palette, self.look.glyphs
        sign = glyphs.up if row.side > 0 else glyphs.down
        loud = row.state in ("new", "seen")
        style = palette.bad if row.good < 0 and loud else palette.warn if loud else palette.dim
        z = f"{row.z:.1f}"
        told = " ".join(part for part in (row.who, row.cause, row.tag) if part) or row.often
        if row.task_id is not None:
            told = f"task {row.task_id}  {told}"
        if row.over and row.state != "closed":
            told = f"back to normal  {told}"
        return (
            (f"{sign} {row.label}", style),
            (_day(row.first_day), palette.dim),
            ("so far" if row.partial else _day(row.last_day), palette.text),
            (row.value, palette.strong),
            (row.base, palette.dim),
            (z if glyphs.ascii else z.replace("-", "−"), palette.dim),
            (row.owner or "nobody", palette.text if row.owner else palette.warn),
            (told, palette.dim),
        )


def _day(day: object) -> str:
    return f"{day:%d %b}"


def _chosen(page: Alarms) -> AlarmLine | None:
    """The alarm under the cursor, if something can still be done with it."""
    alarm = page.list.selected()
    if alarm is not None and alarm.state == "closed":
        page.warn(f"{alarm.label}: {alarm.who}")
        return None
    return alarm


def _seen(page: Alarms) -> None:
    alarm = _chosen(page)
    if alarm is not None:
        page.act(lambda s: s.numbers.alarm_seen(alarm.id, alarm.version))


def _snooze(page: Alarms) -> None:
    alarm = _chosen(page)
    if alarm is None:
        return
    today = head_of(page).day

    def save(values: dict[str, str]) -> None:
        until = day_typed(values["until"], today)
        if until is None:
            raise WrongUsage("A quiet alarm needs a day on which it rings again")
        page.act(lambda s: s.numbers.alarm_snooze(alarm.id, alarm.version, until))

    until = field("until", "Quiet until", "+3", "tomorrow, +3 or 2026-10-22; then it rings again", required=True)
    form(page, f"Keep quiet: {alarm.label}", (until,), save)


def _close(page: Alarms) -> None:
    alarm = _chosen(page)
    if alarm is None:
        return

    def cause(value: object) -> None:
        fields = (
            field("tag", "Cause", "", alarm.often or "in a word or two: coupon expired", required=value != "unknown"),
            field("note", "Note", alarm.note, "what was seen, what was done"),
        )
        form(page, f"Close {alarm.label}: {value}", fields, lambda values: page.act(
            lambda s: s.numbers.alarm_close(alarm.id, alarm.version, str(value), values["tag"], values["note"])
        ))  # fmt: skip

    pick(page, f"Close {alarm.label}: is its cause", [Choice(name, _CAUSES[name], name) for name in CAUSES], cause)


def _event(page: Alarms) -> None:
    alarm = page.list.selected()
    if alarm is not None:
        metric_dialogs.event_of(page, alarm.tag, alarm.first_day, alarm.last_day)


def _task(page: Alarms) -> None:
    alarm = page.list.selected()
    if alarm is None:
        return
    if alarm.task_id is not None:
        page.warn(f"{alarm.label} has a task already: task {alarm.task_id}")
        return
    title = f"{alarm.label} {alarm.value} on {alarm.last_day:%a %d %b}, usual {alarm.base}: find the cause"
    numbers.metric_task(page, alarm.metric, None, (alarm.id, alarm.version), title)


def _open(page: Alarms) -> None:
    alarm = page.list.selected()
    if alarm is not None:
        page.go("metric", f"{alarm.metric}:{alarm.last_day}" if not alarm.partial else alarm.metric)


def _explain(page: Alarms) -> None:
    alarm = page.list.selected()
    if alarm is not None:
        basis = numbers.basis_of(page)
        numbers.read(page, alarm.label, lambda s: s.numbers.explained(alarm.metric, basis, alarm.last_day))


def _trail(page: Alarms) -> None:
    alarm = page.list.selected()
    if alarm is not None:
        history(page, f"alarm:{alarm.id}")


def _meaning(page: Alarms) -> None:
    alarm = page.list.selected()
    numbers.meaning(page, alarm.metric if alarm else None)


class Alarms(Page):
    """The list of alarms, and all of the one under the cursor."""

    id_ = "alarms"
    actions = Actions(
        (
            Action("seen", ("space",), "Seen", "Say that you have seen it.", (), "seen", "space"),
            Action("close", ("c", "f8"), "Close with its cause",
                   "Confirmed, likely or unknown, and a word to count it by.", (), "close", "c"),
            Action("snooze", ("z", "f11"), "Keep quiet", "Until a day, on which it rings again.", (), "quiet", "z"),
            Action("open", ("enter",), "Open the number", "Chart, parts, reasons and clues of the day it rang.",
                   (), "open", "enter", reads=True),
            Action("event", ("e",), "Into the calendar", "What happened on its days: they then stay out of the normal "
                   "range, and the next year finds it.", (), "calendar"),
            Action("history", ("w",), "Who changed it", "Who did what to the alarm, and when.", reads=True),
            *(action for action in numbers.NUMBER_ACTIONS if action.id in ("explain", "meaning")),
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "seen": _seen,
        "close": _close,
        "snooze": _snooze,
        "open": _open,
        "explain": _explain,
        "meaning": _meaning,
        "event": _event,
        "history": _trail,
        "task": _task,
    }

    def __init__(self, shared: Shared) -> None:
        self.about = TextPane(shared.look, "about")
        self.list = AlarmList(shared.look, self._tell)
        super().__init__(shared, {"list": self.list, "about": self.about})

    def arrange_panes(self, body: Region) -> dict[str, Region]:
        """The list, and below it what is known of the alarm under the cursor."""
        x, y, width, height = body
        below = min(_DETAIL_LINES, height // 2)
        return {"list": Region(x, y, width, height - below), "about": Region(x, y + height - below, width, below)}

    def question(self) -> Callable[[Session], tuple[AlarmLine, ...]]:
        """All alarms."""
        return lambda session: session.numbers.alarms()

    def fill(self, answer: tuple[AlarmLine, ...]) -> None:
        """Show them."""
        self.list.fill(answer)

    def _tell(self) -> None:
        alarm, look = self.list.selected(), self.look
        palette = look.palette
        if alarm is None:
            self.about.title = "Alarm"
            self.about.tell([])
            return
        lines: list[list[Piece]] = [[(look.clean(alarm.sentence), palette.text)]]
        for label, words in (
            ("owner", f"{alarm.owner or 'nobody'}, who has the step of this number"),
            ("state", (alarm.who or alarm.state) + (_OVER if alarm.over and alarm.state != "closed" else "")),
            ("cause", " ".join(part for part in (alarm.cause, alarm.tag) if part)),
            ("often", alarm.often),
            ("note", alarm.note),
            ("task", "" if alarm.task_id is None else str(alarm.task_id)),
        ):
            if words:
                lines.append([(f"{label:<8}", palette.dim), (look.clean(words), palette.text)])
        self.about.title = alarm.label
        self.about.tell(lines)
