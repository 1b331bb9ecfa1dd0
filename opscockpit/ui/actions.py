"""Every action of the screen, declared once. Footer, help, palette and the keyboard all read this table.

Keys that terminals, multiplexers and shells use (ctrl+a b j q s z) are not in it. What is essential has a
function key besides its letter, because an input method may eat letters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

LISTS = ("must_do", "metrics", "keywords", "board")


class Action(NamedTuple):
    """One thing a person can do. `where` names the panels it applies to; empty means all of them."""

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    where: tuple[str, ...] = ()
    short: str = ""  # the word in the footer; empty: not shown there
    shown: str = ""  # the key as the footer and the help show it
    palette: bool = True

    def applies(self, panel: str) -> bool:
        """Whether it can be done in this panel."""
        return not self.where or panel in self.where


ACTIONS = (
    Action("done", ("space",), "Done", "Tick the item or the card under the cursor; again to take it back.",
           ("must_do", "board"), "done", "space"),
    Action("menu", ("enter",), "What can be done here", "List all actions for the row under the cursor.",
           (), "menu", "enter", palette=False),
    Action("task", ("t", "f2"), "New task", "Put a task on the board; what is under the cursor fills it in.",
           (), "task", "t"),
    Action("explain", ("x", "f3"), "Explain the number", "Formula, counts, normal range, sources and age of a number.",
           ("metrics",), "explain", "x"),
    Action("rank", ("r",), "Record a rank", "Note the rank seen just now.", ("keywords",), "rank", "r"),
    Action("keyword", ("a",), "Watch a keyword", "Add a keyword to the watched ones.", ("keywords",), "add", "a"),
    Action("move", ("m", "f8"), "Move the card", "Choose the card's state: open, doing, done, dropped.",
           ("board",), "move", "m"),
    Action("give", ("g", "f11"), "Give the card", "Hand it to somebody else, or to nobody.", ("board",), "give", "g"),
    Action("edit", ("e",), "Edit the card", "Change its words, day or priority.", ("board",), "edit", "e"),
    Action("note", ("n",), "Done, with a note", "Tick the item and say what was seen; 'nothing wrong' counts.",
           ("must_do",), "note", "n"),
    Action("skip", ("minus",), "Skip the item", "Leave it out today and say why.", ("must_do",), "skip", "-"),
    Action("focus", ("f", "f4"), "Focus of the day", "Set the one thing of today; yesterday's is scored first.",
           (), "focus", "f"),
    Action("find", ("slash", "f5"), "Find", "Go to a must-do item, number, keyword or card by a part of its name.",
           (), "find", "/"),
    Action("owner", ("o", "f6"), "Only one owner", "Show one person's items, keywords and cards; again for all.",
           (), "owner", "o"),
    Action("undo", ("u", "f7"), "Undo", "Take back your last change.", (), "undo", "u"),
    Action("help", ("question_mark", "f1"), "Help", "All keys, with what they do.", (), "help", "?"),
    Action("commands", ("ctrl+p", "f9"), "Commands", "Find any action by name.", (), "commands", "^p", palette=False),
    Action("score", ("y",), "Score the last focus", "Say whether yesterday's focus was reached, and why.", (), "", "y"),
    Action("store", ("s", "f12"), "Switch store", "Look at another store.", (), "", "s"),
    Action("reload", ("ctrl+l",), "Read and draw anew", "Read everything again and repaint the whole screen.",
           (), "", "^l"),
    Action("quit", ("q", "f10", "ctrl+c"), "Leave", "Close the screen.", (), "", "q"),
    Action("panel_1", ("1",), "Go to Must do", "Panel 1.", (), "", "1"),
    Action("panel_2", ("2",), "Go to Metrics", "Panel 2.", (), "", "2"),
    Action("panel_3", ("3",), "Go to Keywords", "Panel 3.", (), "", "3"),
    Action("panel_4", ("4",), "Go to Board", "Panel 4.", (), "", "4"),
    Action("next_panel", ("tab",), "Next panel", "Tab goes on, shift+Tab back.", (), "", "tab", palette=False),
    Action("previous_panel", ("shift+tab",), "Previous panel", "Tab goes on, shift+Tab back.", (), "", "shift+tab",
           palette=False),
    Action("up", ("up", "k"), "Up", "Arrows or h j k l move the cursor.", (), "", "up k", palette=False),
    Action("down", ("down", "j"), "Down", "Arrows or h j k l move the cursor.", (), "", "down j", palette=False),
    Action("left", ("left", "h"), "Left", "The column to the left.", ("board",), "", "left h", palette=False),
    Action("right", ("right", "l"), "Right", "The column to the right.", ("board",), "", "right l", palette=False),
    Action("page_up", ("pageup",), "A page up", "", (), "", "page up", palette=False),
    Action("page_down", ("pagedown",), "A page down", "", (), "", "page down", palette=False),
    Action("first", ("home",), "First row", "", (), "", "home", palette=False),
    Action("last", ("end",), "Last row", "", (), "", "end", palette=False),
)  # fmt: skip

CANCEL_KEYS = ("escape", "ctrl+g", "ctrl+c", "f10")
"""What closes a form, a list or a page of help without doing anything."""

_HERE_FIRST = ("done", "note", "skip", "explain", "rank", "keyword", "move", "give")


@lru_cache(maxsize=8)
def footer_actions(panel: str) -> tuple[Action, ...]:
    """The actions that the footer names for a panel: those of the panel first, then the general ones."""
    named = [action for action in ACTIONS if action.short and action.applies(panel)]
    return tuple(sorted(named, key=lambda action: 0 if action.id in _HERE_FIRST else 1))


def row_actions(panel: str) -> tuple[Action, ...]:
    """The actions for the row under the cursor, as the menu lists them."""
    special = [action for action in ACTIONS if action.where and action.palette and action.applies(panel)]
    general = [action for action in ACTIONS if action.id in ("task", "focus", "owner", "undo")]
    return (*special, *general)


_BY_KEY = {key: action for action in ACTIONS for key in action.keys}


def normal_key(key: str, character: str | None) -> str:
    """The key meant: full-width forms, as an input method sends them, count as their ASCII keys."""
    if character and len(character) == 1 and not character.isascii():
        plain = unicodedata.normalize("NFKC", character)
        if character != plain and len(plain) == 1 and plain.isascii():
            return _names().get(plain, plain)
    return key


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {" ": "space", "/": "slash", "?": "question_mark", "-": "minus"}


def action_for(key: str, character: str | None) -> Action | None:
    """The action of a key press, or None."""
    return _BY_KEY.get(normal_key(key, character))


def is_input_method_text(character: str | None) -> bool:
    """True for letters that come from an input method where a command was expected."""
    return bool(character) and not str(character).isascii() and str(character).isprintable()
