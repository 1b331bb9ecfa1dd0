"""The person's own keys: `keys.toml` beside `config.toml`. `opscockpit keys --toml` prints one to begin with.

    [general]                  # on every page
    task = ["t", "f2"]         # the id of an action, and its keys: one, several, or none: []

    [board]                    # on one page alone
    begin = "b"

A file that cannot be read leaves all keys as they are; a part that is wrong leaves the keys of its page as they are.
Either is said once, in words. Only the parts of pages that are opened are looked at, for a fast start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from opscockpit.config import toml_of
from opscockpit.errors import WrongUsage, nearest
from opscockpit.ui.actions import GENERAL, YIELDING, Action, Actions
from opscockpit.ui.keys import key_named, key_words
from opscockpit.ui.pages import PAGES

EVERYWHERE = "general"
"""The part of the file for what can be done on every page."""

NEEDED = ("help", "commands", "quit", "back")
"""Actions that must keep a key: without them one cannot find the others, or leave."""

Chosen = Mapping[str, tuple[str, ...]]
"""Keys by the ids of actions."""


class Clash(NamedTuple):
    """A key that means two things in one pane."""

    key: str
    first: Action
    second: Action


def clash(actions: Actions) -> Clash | None:
    """The first key of a page that means two things in one pane; None where all is clear.

    Keys of `YIELDING` may mean something of the page's own and something general: the page's own wins.
    """
    for pane in sorted({name for action in actions.all for name in action.where} or {""}):
        owner: dict[str, Action] = {}
        for action in (one for one in actions.all if one.applies(pane)):
            for key in action.keys:
                other = owner.setdefault(key, action)
                yields = key in YIELDING and other in actions.own and action not in actions.own
                if other is not action and not yields:
                    return Clash(key, other, action)
    return None


class Keymap:
    """The keys of all pages as this person wants them."""

    def __init__(self, file: Path | None = None) -> None:
        """None stands for no file; so does one that is not there."""
        self._file = file or Path("keys.toml")
        self._parts: dict[str, Chosen] = {}
        self._trouble = ""
        if file is None or not os.path.exists(file):  # Path.exists fails on folders one may not look into
            return
        try:
            parts = _read(file)
            _check(file, EVERYWHERE, Actions((), general=GENERAL), parts.get(EVERYWHERE, {}))
            self._parts = parts
        except WrongUsage as trouble:
            self._trouble = str(trouble)

    def applied(self, page_id: str, actions: Actions) -> tuple[Actions, str]:
        """The actions of a page with the person's keys, and what to tell the person where that cannot be."""
        trouble, self._trouble = self._trouble, ""
        own, general = self._parts.get(page_id, {}), self._parts.get(EVERYWHERE, {})
        if trouble or not (own or general):
            return actions, trouble and self._told(trouble)
        try:
            return _check(self._file, page_id, actions, own, general), ""
        except WrongUsage as wrong:
            return actions, self._told(str(wrong))

    def _told(self, trouble: str) -> str:
        """In the footer's room: what holds first, and the file without its folder."""
        return "Your keys do not hold: " + trouble.replace(str(self._file), self._file.name)


def tables(file: Path | None) -> list[tuple[str, str, Actions]]:
    """Id, title and actions of each page, with the person's keys. Raises WrongUsage for whatever is wrong there."""
    from importlib import import_module

    parts = _read(file) if file is not None and os.path.exists(file) else {}
    found = []
    for entry in PAGES:
        actions: Actions = getattr(import_module(entry.module), entry.name).actions
        if file is not None and parts:
            general = parts.get(EVERYWHERE, {})
            _check(file, EVERYWHERE, Actions(()), general)
            actions = _check(file, entry.id, actions, parts.get(entry.id, {}), general)
        found.append((entry.id, entry.title, actions))
    return found


def _read(file: Path) -> dict[str, Chosen]:
    """The parts of the file, with keys as the program calls them."""
    known = [EVERYWHERE, *(entry.id for entry in PAGES)]
    parts: dict[str, Chosen] = {}
    for part, chosen in toml_of(file).items():
        if part not in known or not isinstance(chosen, dict):
            raise WrongUsage(f"{file}: no page is called [{part}]; {nearest(part, known)}")
        parts[part] = {name: _keys(file, part, name, keys) for name, keys in chosen.items()}
    return parts


def _keys(file: Path, part: str, name: str, value: Any) -> tuple[str, ...]:
    """The keys that are asked for, as the program calls them."""
    asked = [value] if isinstance(value, str) else value
    if not isinstance(asked, list) or not all(isinstance(key, str) for key in asked):
        raise WrongUsage(f'{file} [{part}] {name}: wants a key in quotes or a list of them, as ["t", "F2"]')
    keys = []
    for key in asked:
        try:
            keys.append(key_named(key))
        except ValueError as trouble:
            raise WrongUsage(f"{file} [{part}] {name}: {key!r} is {trouble}") from None
    return tuple(dict.fromkeys(keys))


def _check(file: Path, part: str, actions: Actions, own: Chosen, general: Chosen | None = None) -> Actions:
    """The actions with these keys. Raises WrongUsage with file, part, key and both names where that is not clear."""
    everywhere = part == EVERYWHERE
    mine = {action.id: action for action in (GENERAL if everywhere else actions.own)}
    for name, keys in own.items():
        action = mine.get(name)
        if action is None and any(name == one.id for one in GENERAL):
            raise WrongUsage(f"{file} [{part}] {name}: it is for every page; put it under [{EVERYWHERE}]")
        if action is None:
            raise WrongUsage(f"{file} [{part}]: no action is called {name!r}; {nearest(name, list(mine))}")
        if action.fixed:
            raise WrongUsage(f"{file} [{part}] {name}: its digits are typed into the row and stay as they are")
        if not keys and name in NEEDED:
            raise WrongUsage(f"{file} [{part}] {name}: it needs a key, for without it one cannot find the way")
    made = actions.with_keys({}, own) if everywhere else actions.with_keys(own, general or {})
    twice = clash(made)
    if twice is not None:
        one, other = twice.first, twice.second
        raise WrongUsage(
            f"{file} [{part}]: {key_words(twice.key)!r} means both {one.id} and {other.id} "
            f"({one.title}, {other.title}); change one of them"
        )
    return made
