"""Keys: what they are called in the program and by people, which are left to terminals, and what a press means."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

_SIGNS = {
    "slash": "/", "question_mark": "?", "exclamation_mark": "!", "minus": "-", "comma": ",", "full_stop": ".",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "semicolon": ";", "number_sign": "#",
    "less_than_sign": "<", "greater_than_sign": ">", "equals_sign": "=", "colon": ":", "apostrophe": "'",
    "quotation_mark": '"', "asterisk": "*", "percent_sign": "%", "ampersand": "&", "at": "@", "dollar_sign": "$",
    "circumflex_accent": "^", "underscore": "_", "grave_accent": "`", "tilde": "~", "vertical_line": "|",
    "backslash": "\\", "left_parenthesis": "(", "right_parenthesis": ")", "left_curly_bracket": "{",
    "right_curly_bracket": "}",
}  # fmt: skip
"""Signs by the names that Textual gives their keys."""

_NAMES = {sign: name for name, sign in _SIGNS.items()} | {" ": "space"}

_SPOKEN = {"pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "shift+tab": "S-Tab"}

NAMED = (
    "space", "enter", "tab", "shift+tab", "escape", "backspace", "delete", "insert", "home", "end", "pageup",
    "pagedown", "up", "down", "left", "right", *(f"f{number}" for number in range(1, 13)),
)  # fmt: skip
"""Keys that every terminal sends and that carry no character."""

PLAIN = frozenset(NAMED) | frozenset("0123456789")
"""Keys that no input method eats."""

RESERVED = {
    "ctrl+a": "tmux and screen take it as their prefix",
    "ctrl+b": "tmux takes it as its prefix",
    "ctrl+q": "terminals take it to let output go on",
    "ctrl+s": "terminals take it to stop output",
    "ctrl+z": "the shell takes it to suspend the program",
    "ctrl+j": "terminals send it for Enter",
    "ctrl+m": "terminals send it for Enter",
    "ctrl+i": "terminals send it for Tab",
    "ctrl+h": "terminals send it for Backspace",
}
"""Keys that never arrive, or that arrive as another key, and why."""


def key_words(key: str) -> str:
    """A key as it is shown to people."""
    if key in _SIGNS:
        return _SIGNS[key]
    if re.fullmatch(r"f\d+", key):
        return key.upper()
    return _SPOKEN.get(key, key.replace("ctrl+", "^"))


def key_named(words: str) -> str:
    """The key that a person means by 't', '/', 'F2', 'PgUp', '^l' or 'ctrl+l'.

    Raises ValueError with the reason where it is no key, or one that cannot be had.
    """
    meant = unicodedata.normalize("NFKC", words)
    if len(meant) == 1:
        if meant in _NAMES:
            return _NAMES[meant]
        if meant.isascii() and meant.isalnum():
            return meant
        raise ValueError("no key; a letter must be one that every keyboard sends (a-z, A-Z)")
    low = meant.strip().casefold().replace("-", "+") if len(meant.strip()) > 1 else meant
    low = {"pgup": "pageup", "pgdn": "pagedown", "esc": "escape", "s+tab": "shift+tab", "return": "enter"}.get(low, low)
    low = re.sub(r"^(\^|c\+)(?=.$)", "ctrl+", low)
    if low in RESERVED:
        raise ValueError(f"not free: {RESERVED[low]}")
    if low in NAMED or low in _SIGNS or re.fullmatch(r"ctrl\+[a-z]", low):
        return low
    near = get_close_matches(low, [*NAMED, *_SIGNS, "ctrl+l"], 1)
    raise ValueError("no key" + (f"; did you mean {near[0]!r}?" if near else "; there are a-z, F1-F12, space, ^l …"))


def normal_key(key: str, character: str | None) -> str:
    """The key meant: full-width forms, as an input method sends them, count as their ASCII keys."""
    if character and len(character) == 1 and not character.isascii():
        plain = unicodedata.normalize("NFKC", character)
        if character != plain and len(plain) == 1 and plain.isascii():
            return _NAMES.get(plain, plain)
    return key


def is_input_method_text(character: str | None) -> bool:
    """True for letters that come from an input method where a command was expected."""
    return bool(character) and not str(character).isascii() and str(character).isprintable()


CANCEL_KEYS = ("escape", "ctrl+g", "ctrl+c", "f10")
"""What closes a form, a list or a page of help without doing anything."""
