"""The morning: letters, live traffic, core keywords, decide; with a clock, to be left and taken up again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from opscockpit.domain.timing import clock
from opscockpit.services.page_views import EveningView
from opscockpit.services.team_views import MorningView
from opscockpit.services.views import MustDo, TodayView
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.bars import ends
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.items import OVER
from opscockpit.ui.page import Shared
from opscockpit.ui.pages import morning_steps as steps
from opscockpit.ui.pages.morning_ends import DonePane, StartPane
from opscockpit.ui.pages.morning_panes import DecidePane, LettersPane, StepPane, TrafficPane, WordsPane
from opscockpit.ui.pages.team import MOVES, TeamPage
from opscockpit.ui.panels.base import ListPane, Pane, Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

STEPS = ("letters", "traffic", "keywords", "decide")
_WIDE = 96
"""Cells from which on the line of steps is worded in full."""

_SHORT = {"letters": "Letters", "traffic": "Traffic", "keywords": "Keywords", "decide": "Decide"}

OWN = (
    Action("go_on", ("enter",), "Go on", "Do what is wanted next; where nothing is, the step is done.",
           (), "go on", "enter"),
    Action("count", tuple("123456789"), "Type a number", "Digits, 0 too, go into the row; Enter takes them.",
           ("letters", "keywords"), "count", "0-9", palette=False),
    Action("mark", ("space",), "None, dealt with, tick", "A letter: none, or dealt with. An item of the list: a tick.",
           ("letters", "traffic", "keywords", "decide"), "none/tick", "space"),
    Action("own", ("o", "f6"), "Owner and deadline", "Who sees to these letters, and until when.",
           ("letters",), "owner", "o"),
    Action("snapshot", ("i", "V", "f3"), "Type a snapshot", "The numbers that the platform shows now.",
           ("traffic",), "snapshot", "i"),
    Action("not_found", ("minus",), "Not found", "Looked, and the word does not rank.",
           ("keywords",), "not found", "-"),
    Action("core", ("e",), "Choose the core words", "Which of the watched words the morning looks at, ten at most.",
           ("keywords",), "core", "e"),
    Action("keyword", ("a",), "Watch a keyword", "Add a keyword to the watched ones.", ("keywords",), "add", "a"),
    Action("score_as", tuple("1234"), "Score a focus", "1 reached, 2 partly, 3 not reached, 4 dropped; then why.",
           ("decide",), "score", "1-4", palette=False),
    Action("side", ("a",), "Add a side focus", "A second or third thing of today; two at most.",
           ("decide",), "side", "a"),
    Action("finish", ("d", "f8"), "Step done", "On to the next step; after the last the morning is done.",
           ("start", *STEPS), "step done", "d"),
    Action("skip", ("x",), "Leave the step out", "With a reason; letters and the focus cannot be left out.",
           ("traffic", "keywords"), "leave out", "x"),
    Action("pause", ("p", "f11"), "Stop or start the clock", "The morning waits until somebody goes on.",
           (), "clock", "p"),
    Action("history", ("w",), "Who changed it", "Who did what to the row, and when.", STEPS, "", "w", reads=True),
)  # fmt: skip


class StepsBar(Pane):
    """The four steps with their times, and what is still wanted."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "steps")
        self.morning: MorningView | None = None
        self.shown = "start"
        self.left = 0
        """Items of the must-do list that belong to the step on the screen and are open."""
        self._since = 0.0

    def show(self, morning: MorningView, step: str, left: int = 0) -> None:
        """Show this morning, with `step` on the screen."""
        self.morning, self.shown, self.left = morning, step, left
        self._since = time.monotonic()
        self.redraw()

    def _passed(self) -> int:
        """Seconds since the morning was read, while its clock runs."""
        morning = self.morning
        return int(time.monotonic() - self._since) if morning is not None and morning.state == "running" else 0

    def draw(self, width: int, height: int) -> list[Strip]:
        """One line of steps, one of what keeps the step from being done."""
        palette, glyphs, morning = self.look.palette, self.look.glyphs, self.morning
        if morning is None:
            return [ends([(" reading the morning", palette.dim)], [], width, glyphs.clip)]
        more = self._passed()
        spent = morning.spent + more
        over = palette.bad if spent > morning.budget else palette.strong
        wide = width >= _WIDE
        pieces: list[Piece] = [(" Morning " if wide else " ", palette.heading), (clock(spent), over)]
        pieces.append((f"{' of ' if wide else '/'}{clock(morning.budget)}", palette.dim))
        for step in morning.steps:
            here = step.step == morning.step
            sign = {"done": (glyphs.done, palette.good), "now": (glyphs.doing, palette.accent)}.get(
                step.state, (glyphs.open, palette.dim)
            )
            name = palette.title_on if step.step == self.shown else palette.text
            taken = f" {clock(step.spent)}" if step.spent or here else ""
            pieces += [
                ("   " if wide else " ", palette.text),
                sign,
                (" " + _SHORT[step.step], name),
                (taken, palette.dim),
            ]
        others = ", ".join(self.look.clean(other) for other in morning.others)
        here_too: list[Piece] = [(f"{others} in it too ", palette.dim)] if others else []
        return [ends(pieces, [], width, glyphs.clip), ends(self._wanted(morning), here_too, width, glyphs.clip)]

    def _wanted(self, morning: MorningView) -> list[Piece]:
        palette = self.look.palette
        if morning.state == "not_begun":
            return [(" not begun yet", palette.accent)]
        if morning.state == "paused":
            stopped = f" the clock is stopped at {_SHORT[morning.step or 'letters']}"
            return [(f"{stopped}: {self.key_of_action('go_on')} goes on", palette.warn)]
        step = next((one for one in morning.steps if one.step == self.shown), None)
        if step is None:
            return []
        dot = f" {self.look.glyphs.dot} "
        left = (f"{self.left} on the list still open",) if self.left else ()
        missing, hints = (self.look.clean(dot.join(words)) for words in (step.missing, (*left, *step.hints)))
        if step.state == "done":
            left_out = f", left out: {self.look.clean(step.note)}" if step.note else ""
            return [(f" done {step.done_at:%H:%M} by {self.look.clean(step.done_by)}{left_out}", palette.good)]
        if missing:
            return [(f" {missing}", palette.warn), (dot + hints if hints else "", palette.dim)]
        return [(" nothing keeps this step from being done", palette.good), (dot + hints if hints else "", palette.dim)]


class Morning(TeamPage):
    """The guided morning."""

    id_ = "morning"
    actions = Actions(OWN)
    pane_names: ClassVar = {"start": "the beginning", **{step: _SHORT[step] for step in STEPS}, "done": "the end"}
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "next_pane": lambda page: page.turn(1),
        "previous_pane": lambda page: page.turn(-1),
        "go_on": steps.go_on,
        "count": lambda page: page.warn("Digits are for the rows of letters and words"),
        "score_as": lambda page: page.warn("Put the cursor on the focus that is to be scored"),
        **{
            name: getattr(steps, name)
            for name in (
                "mark", "own", "snapshot", "not_found", "core", "keyword", "side", "finish", "skip", "pause", "history",
            )
        },
    }  # fmt: skip

    def __init__(self, shared: Shared) -> None:
        look = shared.look
        self.morning: MorningView | None = None
        self.steps_bar = StepsBar(look)
        self.start, self.finished = StartPane(look), DonePane(look)
        self.letters, self.traffic = LettersPane(look), TrafficPane(look)
        self.words, self.decide = WordsPane(look), DecidePane(look)
        panes: dict[str, ListPane] = {
            "start": self.start, "letters": self.letters, "traffic": self.traffic, "keywords": self.words,
            "decide": self.decide, "done": self.finished,
        }  # fmt: skip
        super().__init__(shared, panes)
        self.tell_keys(self.steps_bar)

    def compose(self) -> list[Widget]:
        """The steps stand between header and list."""
        return [self.header, self.steps_bar, *self.panes.values(), self.footer]

    def regions(self, size: Size) -> dict[str, Region]:
        """Two lines for the steps, the rest for the list."""
        places = super().regions(size)
        body = places.get(self.active)
        if body is not None:
            places["steps"] = Region(body.x, body.y, body.width, 2)
            places[self.active] = Region(body.x, body.y + 2, body.width, body.height - 2)
        return places

    def on_mount(self) -> None:
        """The clock moves each second, on this page alone."""
        self.set_interval(1.0, self._second)

    def _second(self) -> None:
        if self.is_current and self.morning is not None and self.morning.state == "running":
            self.steps_bar.redraw()

    def on_screen_suspend(self) -> None:
        """Left: the clock stops, unless somebody else is still in the morning."""
        self.live.place = ""
        alone = self.morning is not None and self.morning.state == "running" and not self.morning.others
        if alone and not self.read_only:
            self.act(lambda s: s.team.morning.pause())

    # -- what it shows --------------------------------------------------------------------------------------

    def question(self) -> Callable[[Session], Any]:
        """The morning, and before it begins the last evening page."""

        def work(session: Session) -> tuple[MorningView, EveningView | None]:
            team = session.team
            morning = team.morning.view()
            return morning, team.evening.first_page() if morning.state == "not_begun" else None

        return work

    def fill(self, answer: tuple[MorningView, EveningView | None]) -> None:
        """Show the morning; where it stands decides what is in front, until the person turns to another step."""
        before, (self.morning, self.start.first_page) = self.morning, answer
        moved = before is None or (before.state, before.step, before.id) != (
            self.morning.state, self.morning.step, self.morning.id
        )  # fmt: skip
        if moved:
            self.activate(_front(self.morning))
        self.redraw_steps()

    def redraw_steps(self) -> None:
        """Every list as the morning and the view say now."""
        morning, view = self.morning, self.view
        if morning is None or view is None:
            return
        self.start.go_on = "The morning has begun: {next_pane} goes to its steps."
        if morning.state == "not_begun":
            left = "First what was left open: {go_on} decides on each; {finish} begins the morning without that."
            self.start.go_on = left if morning.leftovers else "{go_on} begins: letters, traffic, keywords, one focus."
        self.start.fill(morning.leftovers)
        self.letters.show(morning.letters, view)
        self.traffic.show_morning(morning, view)
        self.words.show(morning.keywords, view)
        self.decide.show_morning(morning, view)
        self.finished.show(morning)
        self._show_bar(morning)

    def _show_bar(self, morning: MorningView) -> None:
        pane = self.step_pane
        rows = pane.rows if pane is not None else ()
        left = sum(isinstance(row, MustDo) and row.state not in OVER for row in rows)
        self.steps_bar.show(morning, self.active, left)

    def show(self, view: TodayView) -> None:
        """Show a view: the items of the must-do list are in it."""
        super().show(view)
        self.redraw_steps()

    def expect(self, morning: MorningView) -> None:
        """Show what is about to be written."""
        self.morning = morning
        self.redraw_steps()

    # -- where one is ---------------------------------------------------------------------------------------

    @property
    def step_pane(self) -> StepPane[Any] | None:
        """The list of the step in front."""
        pane = self.pane
        return pane if isinstance(pane, StepPane) else None

    def source(self) -> str:
        """The row under the cursor."""
        return steps.row_source(self)

    def place_words(self) -> str:
        """The step looked at."""
        return f"morning:{self.active}"

    def activate(self, name: str) -> None:
        """Bring a step to the front."""
        super().activate(name)
        if self.morning is not None:
            self._show_bar(self.morning)

    def turn(self, by: int) -> None:
        """The next or previous step; the clock goes with whoever is alone in the morning."""
        steps.take_digits(self)
        names = list(self.panes)
        if self.morning is not None and self.morning.state != "finished":
            names.remove("done")
        self.activate(names[(names.index(self.active) + by) % len(names)])
        morning, step = self.morning, self.active
        running = morning is not None and morning.state == "running" and not morning.others
        if running and step in STEPS and not self.read_only:
            self.act(lambda s: s.team.morning.enter(step))

    def type_key(self, key: str) -> bool:
        """Digits into the row under the cursor; a score on a focus that waits for one."""
        pane = self.step_pane
        if pane is None:
            return False
        if pane is self.decide:
            return key in ("1", "2", "3", "4") and steps.score_typed(self, int(key))
        if pane.digits and key == "backspace":
            pane.digits = pane.digits[:-1]
        elif pane.digits and key == "escape":
            pane.digits = ""
        elif pane.digits and key in MOVES:
            steps.take_digits(self)
            return False
        elif len(key) == 1 and key.isdigit() and pane.takes_digits and steps.takes_digits(self):
            pane.digits = (pane.digits + key)[: pane.takes_digits]
        else:
            return False
        pane.redraw()
        return True


def _front(morning: MorningView) -> str:
    if morning.state == "finished":
        return "done"
    return morning.step if morning.step is not None else "start"
