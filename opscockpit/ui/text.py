"""Text from files and people made fit for one line of cells: cleaned, measured, clipped, padded.

Nothing here knows markup: a product may be called ``[新品]`` or ``[/x]`` and is shown like that.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|$)|.?)", re.DOTALL)
_PLAIN_FOR = {
    "…": "..", "–": "-", "—": "-", "−": "-", "·": "|", "•": "*", "“": '"', "”": '"', "‘": "'", "’": "'", "→": ">",
    "←": "<", "↑": "^", "↓": "v", "≥": ">=", "≤": "<=", "≈": "~", "×": "x", "÷": "/", "±": "+-", "✓": "+", "✗": "x",
    "▲": "^", "▼": "v", "●": "*", "○": "o", "★": "*", "☆": "*", "°": "o", "█": "#", "─": "-", "│": "|",
}  # fmt: skip
"""What stands for a character that some terminals draw one cell wide and others two."""

_MAX_MARKS = 2
"""Combining marks kept on one letter; more than that is noise that spills over neighbouring lines."""


def _unsafe(char: str) -> bool:
    # Joiners, variation selectors, skin tones and direction marks change widths in ways terminals disagree about.
    code = ord(char)
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return True
    return 0xFE00 <= code <= 0xFE0F or 0x1F3FB <= code <= 0x1F3FF or 0xE0000 <= code <= 0xE0FFF


def _safe_letters(text: str) -> str:
    kept: list[str] = []
    marks = _MAX_MARKS  # a mark at the very start has no letter to sit on
    for char in text:
        code = ord(char)
        if 0x1F1E6 <= code <= 0x1F1FF:
            char = chr(code - 0x1F1E6 + ord("A"))  # half a flag has no agreed width; its letter has
        if char in "\t\n\r\x0b\x0c\u2028\u2029\x85":
            char = " "
        elif _unsafe(char):
            continue
        if cell_len(char) == 0:
            marks += 1
            if marks > _MAX_MARKS:
                continue
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text on one line, without escape sequences, control characters or characters of unclear width."""
    if text.isascii() and text.isprintable():
        return text
    return _safe_letters(unicodedata.normalize("NFC", _ESCAPES.sub("", text)))


@lru_cache(maxsize=4096)
def narrow(text: str) -> str:
    """`clean`, and without characters that take one cell on some terminals and two on others."""
    safe = clean(text)
    if safe.isascii():
        return safe
    kept: list[str] = []
    for char in safe:
        if unicodedata.east_asian_width(char) != "A" and char not in _PLAIN_FOR:
            kept.append(char)
            continue
        plain = _PLAIN_FOR.get(char) or unicodedata.normalize("NFKC", char)
        kept.append(plain if all(unicodedata.east_asian_width(part) != "A" for part in plain) else "?")
    return "".join(kept)


def width(text: str) -> int:
    """Terminal cells that a cleaned text takes."""
    return len(text) if text.isascii() else cell_len(text)


def clip(text: str, cells: int, sign: str = "…") -> str:
    """At most `cells` cells of a cleaned text; a cut is shown by `sign`, never inside a wide character."""
    if width(text) <= cells:
        return text
    room = cells - width(sign)
    if room < 0:
        return sign[:cells] if sign.isascii() else ""
    if text.isascii():
        return text[:room] + sign
    taken: list[str] = []
    for char in text:
        need = cell_len(char)
        if need > room:
            break
        room -= need
        taken.append(char)
    return "".join(taken) + sign


def fit(text: str, cells: int, align: str = "left", sign: str = "…") -> str:
    """Exactly `cells` cells: clipped, or padded with blanks. `align` is 'left' or 'right'."""
    if cells <= 0:
        return ""
    shown = clip(text, cells, sign)
    blank = " " * (cells - width(shown))
    return blank + shown if align == "right" else shown + blank
