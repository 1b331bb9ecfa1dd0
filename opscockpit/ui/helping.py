"""The page of help: the keys of the page in front, those of the panel in use first, at any width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opscockpit.ui import text
from opscockpit.ui.actions import Action
from opscockpit.ui.keys import key_words
from opscockpit.ui.pages.rows import wrapped
from opscockpit.ui.panels.base import Piece

if TYPE_CHECKING:
    from opscockpit.ui.page import Page

_TITLE = 28
_WIDE = 110
"""Cells from which on what an action does stands beside its name."""

CLOSING = (
    "Forms and lists: Enter goes on or takes, Tab and arrows move, Esc, ^g, ^c or F10 leave; what was typed into a "
    "form is kept. Keys may be full-width, as an input method sends them. Your own keys: opscockpit keys --help"
)


def sections(page: Page) -> list[tuple[str, list[Action]]]:
    """The actions of the page by what they are for, each under its heading."""
    pane, actions = page.active, page.actions
    here = [one for one in actions.own if one.where and one.applies(pane)]
    elsewhere = [one for one in actions.own if not one.applies(pane)]
    page_wide = [one for one in actions.own if not one.where]
    rest = [one for one in actions.all if one not in actions.own]
    listed = [one for one in rest if not one.id.startswith("page_")]
    found = [
        (f"In this panel: {page.pane_names[pane]}" if pane in page.pane_names else "In this panel", here),
        ("On this page", page_wide),
        ("Everywhere", [one for one in listed if one.palette or one.short]),
        ("Moving", [one for one in listed if not one.palette and not one.short]),
        ("In other panels of this page", elsewhere),
        ("Pages", [one for one in rest if one.id.startswith("page_")]),
    ]
    return [(heading, members) for heading, members in found if members]


def keys_shown(page: Page, action: Action) -> str:
    """All keys of an action on this page, as people call them."""
    if action.fixed:
        return action.shown
    pane = page.active if action.applies(page.active) else action.where[0]
    return " ".join(key_words(key) for key in page.actions.keys_of(action, pane))


def lines(page: Page, width: int) -> list[list[Piece]]:
    """The page of help in lines of at most `width` cells."""
    palette = page.look.palette
    made: list[list[Piece]] = []
    for heading, actions in sections(page):
        made.append([(heading, palette.heading)])
        cells = max(text.width(keys_shown(page, action)) for action in actions) + 4
        for action in actions:
            made += _entry(page, action, cells, width)
        made.append([])
    return made + [[(line, palette.dim)] for line in wrapped(CLOSING, width)]


def _entry(page: Page, action: Action, cells: int, width: int) -> list[list[Piece]]:
    """One action: its keys in `cells` cells, its name, and what it does, beside it or below it."""
    palette = page.look.palette
    keys: Piece = (text.fit(f"  {keys_shown(page, action)}", cells), palette.accent)
    title = page.look.clean(action.title)
    about = _about(page, action)
    if width >= _WIDE:
        said = wrapped(about, width - cells - _TITLE - 1)
        first: list[Piece] = [keys, (text.fit(title, _TITLE) + " ", palette.text), (said[0], palette.dim)]
        return [first, *([(" " * (cells + _TITLE + 1) + line, palette.dim)] for line in said[1:])]
    if text.width(f"{title}: {about}") <= width - cells:
        return [[keys, (f"{title}: " if about else title, palette.text), (about, palette.dim)]]
    return [[keys, (title, palette.text)],
            *([(" " * cells + line, palette.dim)] for line in wrapped(about, width - cells) if line)]  # fmt: skip


def _about(page: Page, action: Action) -> str:
    """What it does, and in which panels, where it is not done in the one in use."""
    if action.applies(page.active):
        return action.help
    names: Sequence[str] = [page.pane_names.get(name, name) for name in action.where]
    return f"{action.help} ({', '.join(names)})"
