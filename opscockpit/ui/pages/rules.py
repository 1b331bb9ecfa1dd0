"""Rules and announcements of the platform: in force when, risk or chance, what of ours is exposed, whose business."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit.errors import WrongUsage
from opscockpit.services.page_views import RuleLine, RulesView
from opscockpit.services.team_views import HistoryLine
from opscockpit.ui import text
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import day_typed, field, form, head_of, login_typed
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import About, Col, RowsPane
from opscockpit.ui.pages.team import TeamPage, history, people
from opscockpit.ui.panels.base import Entry, Piece

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("looked", ("n", "f3"), "Looked, nothing new", "The announcements were looked at today.",
           (), "nothing new", "n"),
    Action("fresh", ("x",), "Looked, some are new", "How many are new; then add them one by one.", (), "some new", "x"),
    Action("add", ("a", "f6"), "New rule", "A rule or announcement, with the day it is in force from.",
           (), "new", "a"),
    Action("edit", ("e", "enter"), "Change the rule", "Days, risk or chance, what of ours is exposed, action.",
           ("list",), "change", "enter"),
    Action("done", ("space",), "Dealt with", "The rule is dealt with; again: open.", ("list",), "dealt with", "space"),
    Action("drop", ("minus",), "Does not concern us", "Looked at; nothing of ours is touched.",
           ("list",), "not ours", "-"),
    Action("own", ("o", "f8"), "Give it an owner", "Whose business it is.", ("list",), "owner", "o"),
    Action("all", ("i",), "Closed ones too", "Show also what is dealt with; again for the open ones.", (), "", "i",
           reads=True),
    Action("history", ("w",), "Who changed it", "Who did what to the rule, and when.", ("list",), "", "w", reads=True),
)  # fmt: skip


_BEARINGS = ("risk", "chance", "neutral")
_MOST_PASTS = 20
"""Rules whose history is read with them: those that stand first; w shows any."""


class RulesPane(RowsPane[RuleLine]):
    """The rules, the most urgent first."""

    title = "Rules and announcements"
    empty = "No open rules. Look at the platform's announcements: {looked} says that nothing is new, {add} adds one."
    about_lines = 5
    cols = (
        Col("", 1), Col("rule", 20, stretch=3), Col("in force", 16, stretch=1), Col("bearing", 7), Col("owner", 8),
        Col("action", 14, stretch=2, drop=1), Col("exposed", 14, stretch=2, drop=2), Col("published", 10, drop=3),
    )  # fmt: skip

    def __init__(self, look: Any, name: str) -> None:
        super().__init__(look, name)
        self.view: RulesView | None = None
        self.past: dict[int, tuple[HistoryLine, ...]] = {}

    def entries(self, width: int) -> list[Entry]:
        """The rules, and below them, where there is room, what became of the one under the cursor."""
        here, lines = self.selected(), super().entries(width)
        past = self.past.get(here.id, ()) if here is not None else ()
        if len(lines) + len(past) + self.about_lines + 6 > self.size.height:
            return lines
        palette, clean = self.look.palette, self.look.clean
        if past:
            lines += [Entry(None, ()), Entry(None, (("What was done with it", palette.heading),))]
        for line in past:
            said = clean("  ".join((line.what, ", ".join(line.changes if line.what == "changed" else ()))))
            head = f"   {line.at:%d %b %H:%M}  {clean(line.who)}  "
            said = text.clip(said, max(0, width - text.width(head)), self.look.glyphs.clip)
            lines.append(Entry(None, ((head, palette.dim), (said, palette.text))))
        return lines

    def heading(self) -> list[Piece]:
        """Whose rules, and whether somebody has looked today."""
        palette, view = self.look.palette, self.view
        if view is None:
            return self.words(self.title)
        seen = palette.good if view.looked_by else palette.warn
        streak = (f"{view.streak} days in a row", palette.dim) if view.streak > 1 else None
        return self.words(self.title, (self.look.clean(view.platform), palette.dim), (view.says, seen), streak)

    def key_of(self, row: RuleLine) -> int:
        """The rule."""
        return row.id

    def values(self, row: RuleLine) -> Sequence[Piece]:
        """When, what for, and whose."""
        palette, glyphs = self.look.palette, self.look.glyphs
        over = row.state != "open"
        sign = (glyphs.done, palette.good) if row.state == "done" else (glyphs.skipped, palette.dim)
        bearing = {"risk": palette.warn, "chance": palette.good}.get(row.bearing, palette.dim)
        when = palette.bad if row.red else palette.strong if (row.days_left or 99) <= 7 else palette.text
        return [
            sign if over else (glyphs.alarm, palette.bad) if row.red else (glyphs.open, palette.accent),
            (row.title, palette.dim if over else palette.text),
            (row.countdown, palette.dim if over else when),
            (row.bearing, bearing),
            (row.owner or "nobody", palette.text if row.owner else palette.bad),
            (row.action or "none yet", palette.text if row.action else palette.bad if row.red else palette.dim),
            (row.exposure, palette.dim),
            (row.published.isoformat() if row.published else "", palette.dim),
        ]

    def about(self, row: RuleLine) -> Sequence[About]:
        """All of it."""
        lacking = [what for what, there in (("an owner", row.owner), ("an action", row.action)) if not there]
        wants = f"in force within a week, and without {' and '.join(lacking)}" if row.red else ""
        effective = f"{row.effective} ({row.countdown})" if row.effective else "no day known"
        return (
            ("wants", wants, "bad"), ("in force", effective, "text"), ("exposed", row.exposure, "text"),
            ("action", row.action, "text"), ("read", row.url, "dim"),
        )  # fmt: skip


class RulesPage(TeamPage):
    """The rules of the store's platform."""

    id_ = "rules"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the rules"}

    def __init__(self, shared: Shared) -> None:
        self.list = RulesPane(shared.look, "list")
        self.all = False
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], Any]:
        """The rules."""
        all_ = self.all

        def read(session: Session) -> tuple[RulesView, dict[int, tuple[HistoryLine, ...]]]:
            view = session.team.rules.view(all_=all_)
            return view, {row.id: session.team.trail.of(f"rule_item:{row.id}") for row in view.rules[:_MOST_PASTS]}

        return read

    def fill(self, answer: tuple[RulesView, dict[int, tuple[HistoryLine, ...]]]) -> None:
        """Show them."""
        self.list.view, self.list.past = answer
        self.list.fill(answer[0].rules)

    def source(self) -> str:
        """The rule under the cursor."""
        row = self.list.selected()
        return f"rule_item:{row.id}" if row else ""


def looked(page: RulesPage) -> None:
    """Looked, nothing new."""
    page.act(lambda s: s.team.rules.looked(0))


def fresh(page: RulesPage) -> None:
    """Looked, some are new."""

    def save(values: dict[str, str]) -> None:
        if not values["fresh"].isdecimal():
            raise WrongUsage("How many are new is a whole number")
        page.act(lambda s: s.team.rules.looked(int(values["fresh"])))

    form(page, "Looked at the announcements", (field("fresh", "New", "", "how many", required=True),), save)


def _form(row: RuleLine | None) -> list[Any]:
    return [
        field("title", "Rule", row.title if row else "", "what it is called", required=True),
        field("effective", "In force", _day(row.effective) if row else "", "2026-11-01, +10, or empty"),
        field("published", "Published", _day(row.published) if row else "", "2026-10-22, today, or empty"),
        field("bearing", "Bearing", row.bearing if row else "risk", "risk · chance · neutral", required=True),
        field("exposure", "Exposed", row.exposure if row else "", "what of ours it touches: 14 items, banner …"),
        field("action", "Action", row.action if row else "", "what we do about it"),
        field("owner", "Owner", (row.owner or "") if row else "", "login; empty: whose link covers rules"),
        field("url", "Read at", row.url if row else "", "where it stands"),
    ]


def _day(day: object) -> str:
    return str(day or "")


def _fields(page: RulesPage, values: dict[str, str]) -> dict[str, Any]:
    today = head_of(page).day
    days = {name: day_typed(values[name], today) for name in ("effective", "published")}
    bearing = values["bearing"].casefold()
    if bearing not in _BEARINGS:
        raise WrongUsage(f"A rule is one of: {', '.join(_BEARINGS)}")
    return {**values, **days, "bearing": bearing, "owner": login_typed(page, values["owner"])}


def add(page: RulesPage) -> None:
    """A new rule."""

    def save(values: dict[str, str]) -> None:
        fields = _fields(page, values)
        title = fields.pop("title")
        page.act(lambda s: s.team.rules.add(title, **fields))

    form(page, "New rule", _form(None), save)


def edit(page: RulesPage) -> None:
    """Change the rule under the cursor."""
    row = page.list.selected()
    if row is None:
        return

    def save(values: dict[str, str]) -> None:
        fields = _fields(page, values)
        page.act(lambda s: s.team.rules.edit(row.id, row.version, **fields))

    form(page, f"Rule: {row.title}", _form(row), save)


def settle(page: RulesPage, state: str) -> None:
    """Dealt with, not ours, or open again."""
    row = page.list.selected()
    if row is not None:
        wanted = state if row.state == "open" else "open"
        page.act(lambda s: s.team.rules.settle(row.id, row.version, wanted))


def own(page: RulesPage) -> None:
    """Choose the owner."""
    row = page.list.selected()
    if row is not None:
        people(page, f"Whose business: {row.title}", lambda login: page.act(
            lambda s: s.team.rules.edit(row.id, row.version, owner=login)
        ), nobody="nobody")  # fmt: skip


def show_all(page: RulesPage) -> None:
    """With or without the closed ones."""
    page.all = not page.all
    page.ask()


def trail(page: RulesPage) -> None:
    """Who changed the rule."""
    row = page.list.selected()
    if row is not None:
        history(page, f"rule_item:{row.id}")


RulesPage.commands = {
    **GENERAL_COMMANDS, "looked": looked, "fresh": fresh, "add": add, "edit": edit, "own": own, "all": show_all,
    "history": trail, "done": lambda page: settle(page, "done"),
    "drop": lambda page: settle(page, "dropped"),
}  # fmt: skip
