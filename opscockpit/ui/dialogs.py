"""The commands of all pages that ask something first: they open a form, a list or a text; and what such forms share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from opscockpit.clock import parse_day
from opscockpit.errors import WrongUsage
from opscockpit.services.views import Header
from opscockpit.ui.actions import Action
from opscockpit.ui.overlays import Choice, Picker, Sheet
from opscockpit.ui.pages import PAGES

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session, Told
    from opscockpit.ui.forms import Field
    from opscockpit.ui.page import Page

NOBODY = "nobody"
"""How a form calls a task without an owner."""


def head_of(page: Page) -> Header:
    """The header of what the page shows."""
    assert page.view is not None  # commands do not run before the first view
    return page.view.header


def pick(
    page: Page, title: str, choices: Sequence[Choice], chosen: Callable[[object], None], intro: Sequence[str] = ()
) -> None:
    """Open a list to choose from; `intro` is what one must know before choosing."""
    page.open(Picker(page.look, title, choices, chosen, page.shut, intro))


def form(page: Page, title: str, fields: Sequence[Field], save: Callable[[dict[str, str]], None]) -> None:
    """Open a form; what `save` refuses with a CockpitError is said in it."""
    from opscockpit.ui.forms import Form

    page.open(Form(page.look, title, fields, save, page.shut, page.shared.drafts, page.say))


def field(id: str, label: str, value: str = "", hint: str = "", required: bool = False) -> Field:
    """One line of a form."""
    from opscockpit.ui.forms import Field

    return Field(id, label, value, hint, required)


def login_typed(page: Page, words: str) -> str | None:
    """The login that a person typed; empty and 'nobody' are nobody. Raises WrongUsage for an unknown one."""
    typed = words.strip()
    if typed in ("", NOBODY):
        return None
    assert page.view is not None
    known = {column.login: column.name for column in page.view.board if column.login is not None}
    for login, name in known.items():
        if typed.casefold() in (login.casefold(), name.casefold()):
            return login
    raise WrongUsage(f"Nobody is called {typed}; there are {', '.join(sorted(known))}")


def day_typed(words: str, today: date) -> date | None:
    """A day as people type it: empty, 'today', 'tomorrow', '+3' or '2026-10-22'. Raises WrongUsage."""
    typed = words.strip().casefold()
    if not typed:
        return None
    if typed in ("today", "tomorrow"):
        return today + timedelta(days=typed == "tomorrow")
    if typed.startswith("+") and typed[1:].isascii() and typed[1:].isdigit():
        return today + timedelta(days=min(int(typed[1:]), 3650))
    return parse_day(typed)


def priority_typed(words: str) -> int:
    """A priority as typed. Raises WrongUsage."""
    if words.strip() in ("1", "2", "3", "4"):
        return int(words)
    raise WrongUsage("Priority is 1 (highest), 2, 3 or 4")


class TypedTask(NamedTuple):
    """A new task, as it was typed."""

    title: str
    owner: str | None
    due: date | None
    priority: int
    link: str


def task(page: Page) -> None:
    """New task; filled in from the row under the cursor."""
    store = head_of(page).store.id
    task_form(page, page.suggestion(), lambda s, t: s.task_add(t.title, t.owner, t.due, t.priority, t.link, store))


def task_form(page: Page, suggested: Mapping[str, str], make: Callable[[Session, TypedTask], Told]) -> None:
    """Ask for a task, some of its fields filled in, and make it."""
    source = page.source()
    if source:
        from opscockpit.ui.tasks import task_from

        task_from(page, source)
        return
    head = head_of(page)
    filled = {"owner": head.who, "priority": "3", **suggested}

    def save(values: dict[str, str]) -> None:
        login, due = login_typed(page, values["owner"]), day_typed(values["due"], head.day)
        typed = TypedTask(values["title"], login, due, priority_typed(values["priority"]), values["link"])
        page.act(lambda session: make(session, typed))

    fields = (
        field("title", "Task", filled.get("title", ""), "what is to be done", required=True),
        field("owner", "Owner", filled["owner"], "login, or empty for nobody"),
        field("due", "Due", filled.get("due", ""), "today, tomorrow, +3 or 2026-10-22"),
        field("priority", "Priority", filled["priority"], "1 highest, 4 lowest"),
        field("link", "Step", filled.get("link", ""), "step of the store's process, or empty"),
    )
    form(page, "New task", fields, save)


def focus(page: Page) -> None:
    """Today's focus; the last one is scored first."""
    from opscockpit.ui import focusing

    focusing.focus(page)


def score(page: Page) -> None:
    """How the last focus went, and why."""
    from opscockpit.ui import focusing

    focusing.score(page)


def store(page: Page) -> None:
    """Which store to look at."""
    head = head_of(page)

    def switch(value: object) -> None:
        page.live.store_id = int(str(value))
        page.load()

    choices = [Choice(ref.name, "now" if ref.id == head.store.id else "", ref.id) for ref in head.stores]
    pick(page, "Store", choices, switch)


def pages(page: Page) -> None:
    """Which page to go to."""
    choices = [
        Choice(
            f"{entry.title}: {entry.help}",
            "here" if entry.id == page.id_ else page.key_words(f"page_{entry.id}"),
            entry.id,
        )
        for entry in PAGES
        if entry.listed
    ]
    pick(page, "Pages", choices, lambda value: page.go(str(value)))


def commands(page: Page) -> None:
    """All actions of the page by name, those of the pane in use first; one of another pane goes there."""
    listed = _allowed(page, [action for action in page.actions.all if action.palette])
    choices = [_named(page, action) for action in sorted(listed, key=lambda one: not one.applies(page.active))]

    def chosen(value: object) -> None:
        action = page.actions.named(str(value))
        if not action.applies(page.active):
            page.activate(action.where[0])
        page.run(action.id)

    pick(page, "Commands", choices, chosen)


def menu(page: Page) -> None:
    """Everything that can be done with the row under the cursor."""
    choices = [_named(page, action) for action in _allowed(page, page.actions.row(page.active))]
    pick(page, "What to do", choices, lambda value: page.run(str(value)))


def _allowed(page: Page, actions: Sequence[Action]) -> list[Action]:
    """Those that this person may do."""
    return [action for action in actions if action.reads or not page.read_only]


def _named(page: Page, action: Action) -> Choice:
    return Choice(action.title, page.actions.words_of(action, page.active), action.id)


def help(page: Page) -> None:
    """The keys of the page, with what they do."""
    from opscockpit.ui import helping

    page.open(Sheet(page.look, "Keys", lambda width: helping.lines(page, width), page.shut))
