"""What each action does. One function an action, found by the id in the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from opscockpit.services.views import Card, TodayView
from opscockpit.ui import items
from opscockpit.ui.layout import PANELS
from opscockpit.ui.moving import MOVES, Count, Jump
from opscockpit.ui.pages import PAGES

if TYPE_CHECKING:
    from opscockpit.ui.page import Page
    from opscockpit.ui.today import Today

Command = Callable[[Any], None]
"""What an action does, on the page that it is an action of."""


READ_ONLY = "Read-only: nothing is changed"


def refused(page: Page, title: str) -> bool:
    """Whether something is not done because this person only reads; says so."""
    if page.read_only:
        page.warn(f"{READ_ONLY} ({title})")
    return page.read_only


def nameless(page: Page) -> bool:
    """Whether nobody knows yet who this is, on an account that several people share; then it is asked again."""
    if not page.shared.kept.get("nameless"):
        return False
    from opscockpit.ui import naming  # needed on shared accounts alone

    naming.ask(page)
    return True


def run(page: Page, action_id: str) -> None:
    """Run the command of an action; one that does not apply to the pane in use says where it does."""
    action = page.actions.named(action_id)
    if not action.reads and (refused(page, action.title) or nameless(page)):
        return
    if not action.applies(page.active):
        page.warn(f"{action.title}: works in {' and '.join(page.pane_names[name] for name in action.where)}")
        return
    if page.view is None and action_id not in ("quit", "help", "reload", "back", "pages"):
        page.warn("Still reading the database")
        return
    page.commands[action_id](page)


def _move(name: str) -> Command:
    move = MOVES[name]
    return lambda page: move(page, 0)


def _pane(name: str) -> Command:
    return lambda page: page.activate(name)


def _go(page_id: str) -> Command:
    return lambda page: page.go(page_id)


def _with_card(view: TodayView, card: Card) -> TodayView:
    board = tuple(
        replace(column, cards=tuple(card if old.id == card.id else old for old in column.cards))
        for column in view.board
    )
    return replace(view, board=board)


def move_card(page: Page, card: Card, state: str) -> None:
    """Move a card to a state; shown at once, then as it was written."""
    if card.state != state:
        page.act(
            lambda session: session.task_move(card.id, card.version, state),
            lambda view: _with_card(view, replace(card, version=card.version + 1, state=state)),
        )


def done_card(page: Page, card: Card | None) -> None:
    """Done, or open again."""
    if card is not None:
        move_card(page, card, "open" if card.state == "done" else "done")


def begin_card(page: Page, card: Card) -> None:
    """In work, or open again."""
    move_card(page, card, "open" if card.state == "doing" else "doing")


def _done(today: Today) -> None:
    if today.active == "must_do":
        items.tick(today, today.must_do.selected())
    else:
        done_card(today, today.board.selected())


def _card_command(name: str) -> Command:
    """A command for the card under the cursor, on a page that has a board."""

    def command(page: Any) -> None:
        card = page.board.selected()
        if card is None:
            return
        if name == "begin":
            begin_card(page, card)
            return
        from opscockpit.ui import card_dialogs

        getattr(card_dialogs, name)(page, card)

    return command


def _undo(page: Page) -> None:
    page.act(lambda session: session.undo())


def _reload(page: Page) -> None:
    page.load()
    page.cockpit.canvas.forget()
    page.refresh(page.size.region)


def _copy(page: Page) -> None:
    from opscockpit.ui import copying  # loaded when somebody copies, not before the first picture

    copying.choose(page)


def show_one_owner(today: Any) -> None:
    """One person's things only, or everybody's again."""
    if today.owner is not None:
        today.owner = None
        if today.view is not None:
            today.show(today.view)
        return
    from opscockpit.ui import today_dialogs

    today_dialogs.owner(today)


def _dialog(name: str) -> Command:
    def command(page: Page) -> None:
        from opscockpit.ui import dialogs  # loaded when the first dialog opens, not before the first picture

        getattr(dialogs, name)(page)

    return command


def _today_dialog(name: str) -> Command:
    def command(today: Today) -> None:
        from opscockpit.ui import today_dialogs

        getattr(today_dialogs, name)(today)

    return command


def _find(page: Page) -> None:
    from opscockpit.ui import seeking

    seeking.find(page)


def _find_next(step: int) -> Command:
    def command(page: Page) -> None:
        from opscockpit.ui import seeking

        seeking.find_next(page, step)

    return command


def _jump(page: Page) -> None:
    page.pending = Jump(page)


def _times(page: Page) -> None:
    page.pending = Count(page)


def _theme(page: Page) -> None:
    from opscockpit.ui import dressing

    dressing.theme(page)


def _snapshot(page: Page) -> None:
    from opscockpit.ui.snapshot import snapshot_form

    snapshot_form(page)


def _next_basis(today: Today) -> None:
    from opscockpit.ui.pages import numbers

    numbers.next_of_today(today)


def _open_metric(today: Today) -> None:
    line = today.metrics.selected()
    if line is not None:
        today.go("metric", f"{line.id}:{line.day}" if line.day else line.id)


GENERAL_COMMANDS: dict[str, Command] = {
    "snapshot": _snapshot,
    "undo": _undo,
    "copy": _copy,
    "reload": _reload,
    "quit": lambda page: page.app.exit(0),
    "back": lambda page: page.cockpit.step(-1),
    "forward": lambda page: page.cockpit.step(1),
    "find": _find,
    "find_next": _find_next(1),
    "find_previous": _find_next(-1),
    "jump": _jump,
    "times": _times,
    **{name: _move(name) for name in MOVES if name not in ("left", "right")},
    **{f"page_{entry.id}": _go(entry.id) for entry in PAGES if entry.listed},
    **{name: _dialog(name) for name in ("task", "focus", "score", "store", "pages", "commands", "help", "menu")},
    "theme": _theme,
}
"""The command of each general action's id; it takes any page."""

CARD_COMMANDS: dict[str, Command] = {
    name: _card_command(name)
    for name in ("begin", "move", "give", "take", "accept", "decline", "split", "edit", "parent", "history")
}
"""The command of each action on a card."""

TODAY_COMMANDS: dict[str, Command] = {
    **GENERAL_COMMANDS,
    "metric": _open_metric,
    "basis": _next_basis,
    **CARD_COMMANDS,
    "done": _done,
    "owner": show_one_owner,
    "left": _move("left"),
    "right": _move("right"),
    "note": lambda today: items.note(today, today.must_do.selected()),
    "skip": lambda today: items.leave_out(today, today.must_do.selected(), "skipped"),
    "not_applicable": lambda today: items.leave_out(today, today.must_do.selected(), "not_applicable"),
    **{f"panel_{number}": _pane(name) for number, name in enumerate(PANELS, 1)},
    **{name: _today_dialog(name) for name in ("explain", "meaning", "rank", "keyword", "find", "leftovers", "trail")},
}
"""The command of each action's id on Today."""
