"""What lies over the panels for a moment: a list to choose from, or a page to read. Nothing behind is dimmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from itertools import compress
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from opscockpit.ui import text
from opscockpit.ui.keys import CANCEL_KEYS, is_input_method_text, normal_key
from opscockpit.ui.pages.rows import wrapped
from opscockpit.ui.panels.base import Framed, Piece, row
from opscockpit.ui.theme import Look


def step_aside(line: Strip, cuts: Collection[int]) -> Strip:
    """The line with no wide character across a cut, where Textual would draw two blanks in its place.

    Such a character moves on by a cell, at the cost of a blank or a piece of the border further right.
    """
    segments: list[Segment] = []
    at = moved = 0
    for segment in line:
        words = ""
        for letter in segment.text:
            cells = text.width(letter)
            while cells == 2 and at + 1 in cuts:
                words, at, moved = words + " ", at + 1, moved + 1
            words, at = words + letter, at + cells
        segments.append(Segment(words, segment.style))
    return Strip(_narrowed(segments, moved), line.cell_length) if moved else line


def _narrowed(segments: list[Segment], by: int) -> list[Segment]:
    """Shorter by some cells, taken from the last stretch that is nothing but filling; else from the end."""
    for n in range(len(segments) - 1, -1, -1):
        found = re.search(rf"( {{{by + 1},}}|[─-]{{{by + 1},}})(?=[^ ─-]*$)", segments[n].text)
        if found:
            kept = segments[n].text[: found.start()] + segments[n].text[found.start() + by :]
            return [*segments[:n], Segment(kept, segments[n].style), *segments[n + 1 :]]
    width = sum(segment.cell_length for segment in segments)
    return list(Strip(segments, width).crop(0, width - by))


class Overlay(Framed):
    """A pane over the others that takes every key while it is open."""

    at_bottom = False

    keys: ClassVar[Sequence[tuple[str, str]]] = ()
    """What the footer names while it is open: keys, or actions in braces, each with its word."""

    cuts: frozenset[int] = frozenset()
    """Columns of this overlay at which an edge of a pane below it lies."""

    def __init__(self, look: Look, title: str, close: Callable[[], None]) -> None:
        super().__init__(look, "overlay")
        self.active = True
        self.title_words = title
        self._close = close

    def heading(self) -> list[Piece]:
        """The title."""
        return [(self.look.clean(self.title_words), self.look.palette.title_on)]

    def _drawn(self) -> list[Strip]:
        lines = super()._drawn()
        return [step_aside(line, self.cuts) for line in lines] if self.cuts else lines

    def in_full(self, width: int, *more: str) -> list[str]:
        """What must be read first in an overlay of this width: a title that its border cuts, then more; wrapped."""
        title = self.look.clean(self.title_words)
        cut = (title,) if text.width(title) > width - 6 else ()
        return [line for words in (*cut, *more) for line in wrapped(words, max(10, width - 4))]

    def wanted(self) -> tuple[int, int]:
        """Width and height that would show everything."""
        raise NotImplementedError

    def opened(self) -> None:
        """Called once it is on the screen."""

    def press(self, key: str, character: str | None) -> None:
        """A key; those of `CANCEL_KEYS` close."""
        raise NotImplementedError

    def pasted(self, words: str) -> None:
        """Pasted text, where there is something to type into."""

    def reading(self) -> list[str]:
        """Its lines, where it is something to read that can be copied."""
        return []

    def close(self) -> None:
        """Take it away."""
        self._close()


Lines = Sequence[Sequence[Piece]]


class Sheet(Overlay):
    """Lines to read and scroll; `lines` may be what makes them for a width in cells."""

    keys = (("up down PgUp PgDn", "read on"), ("{copy}", "copy"), ("any other key", "closes"))

    def __init__(
        self, look: Look, title: str, lines: Lines | Callable[[int], Lines], close: Callable[[], None]
    ) -> None:
        super().__init__(look, title, close)
        self._made_of = lines
        self._text = [] if callable(lines) else [list(line) for line in lines]
        self._top = 0

    def wanted(self) -> tuple[int, int]:
        """As wide and high as the text."""
        if callable(self._made_of):
            self._text = [list(line) for line in self._made_of(self.app.size.width - 4)]
        widest = max((sum(text.width(words) for words, _ in line) for line in self._text), default=0)
        return max(40, widest + 4), len(self._text) + 2

    def press(self, key: str, character: str | None) -> None:
        """Scroll; any other key closes."""
        page, far = max(1, self.size.height - 3), len(self._text)
        steps = {
            "up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page, "space": page, "home": -far,
            "end": far, "less_than_sign": -far, "greater_than_sign": far, "ctrl+u": -page // 2, "ctrl+d": page // 2,
        }  # fmt: skip
        pressed = normal_key(key, character)
        if pressed not in steps:
            self.close()
            return
        last = max(0, len(self._text) - (self.size.height - 2))
        self._top = max(0, min(last, self._top + steps[pressed]))
        self.redraw()

    def reading(self) -> list[str]:
        """The whole text."""
        return ["".join(words for words, _ in line).rstrip() for line in self._text]

    def draw(self, width: int, height: int) -> list[Strip]:
        """The part of the text in sight."""
        lines = max(0, height - 2)
        self._top = max(0, min(self._top, len(self._text) - lines))
        shown = [row(line, max(0, width - 4)) for line in self._text[self._top : self._top + lines]]
        below = len(self._text) - self._top - lines
        foot = f"{below} more {self.look.glyphs.below}" if below > 0 else "any key closes"
        return self.frame(shown, width, height, foot)


class Choice(NamedTuple):
    """One line of a list to choose from."""

    words: str
    detail: str
    value: object


def plain(words: str) -> str:
    """Words as they are compared: small letters, full-width forms as their ASCII ones."""
    return unicodedata.normalize("NFKC", words).casefold()


def has_words(words: str, typed: str) -> bool:
    """Whether all typed parts stand in the words."""
    return all(part in plain(words) for part in plain(typed).split())


def has_letters(words: str, typed: str) -> bool:
    """Whether the typed letters stand in the words in their order, the first of them at the beginning of a word."""
    letters, found = "".join(plain(typed).split()), plain(words)
    starts = [place for place, letter in enumerate(found) if letter == letters[:1] and not found[:place][-1:].isalnum()]
    return any(_in_order(letters, found[place:]) for place in starts)


def _in_order(letters: str, words: str) -> bool:
    rest = iter(words)
    return all(letter in rest for letter in letters)


class Picker(Overlay):
    """A list narrowed down by typing; Enter takes the marked line."""

    keys = (("letters", "narrow down"), ("up down", "move"), ("Enter", "take"), ("Esc", "leave"))

    def __init__(
        self, look: Look, title: str, choices: Sequence[Choice], chosen: Callable[[object], None],
        close: Callable[[], None], intro: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(look, title, close)
        self._intro = tuple(look.clean(words) for words in intro)
        self._choices = tuple(choices)
        self._chosen = chosen
        self._typed = ""
        self._matched: list[Choice] | None = None
        self._at = 0
        self._top = 0

    def wanted(self) -> tuple[int, int]:
        """Room for the longest line, and for no more than a dozen and a half of them."""
        cells = max(
            (text.width(self.look.clean(c.words)) + text.width(self.look.clean(c.detail)) for c in self._choices),
            default=0,
        )
        title = text.width(self.look.clean(self.title_words)) + 2
        said = max((text.width(words) for words in self._intro), default=0)
        width = max(44, min(110, max(cells + 8, title + 8, said + 4)))
        first = self.in_full(min(width, self.app.size.width), *self._intro)
        return width, min(18, max(3, len(self._choices))) + 3 + len(first)

    def matches(self) -> list[Choice]:
        """The lines that contain every typed word, then those with the typed letters in their order."""
        if self._matched is None:
            said = [has_words(f"{c.words} {c.detail}", self._typed) for c in self._choices]
            near = [not yes and has_letters(c.words, self._typed) for c, yes in zip(self._choices, said, strict=True)]
            self._matched = [*compress(self._choices, said), *compress(self._choices, near)]
        return self._matched

    def press(self, key: str, character: str | None) -> None:
        """Letters narrow the list, arrows move, Enter takes, Esc leaves."""
        if key in CANCEL_KEYS:
            self.close()
        elif key == "enter":
            self._take()
        elif key in ("up", "down", "pageup", "pagedown", "tab", "shift+tab"):
            step = {"up": -1, "shift+tab": -1, "down": 1, "tab": 1, "pageup": -10, "pagedown": 10}[key]
            self._at = max(0, min(len(self.matches()) - 1, self._at + step))
        elif key == "backspace":
            self.typed(self._typed[:-1])
        elif character and character.isprintable():
            self.typed(self._typed + character)
        self.redraw()

    @property
    def typed_words(self) -> str:
        """What was typed."""
        return self._typed.strip()

    def typed(self, words: str) -> None:
        """Narrow the list down to what contains these words."""
        self._typed, self._at, self._matched = words, 0, None
        self.redraw()

    def pasted(self, words: str) -> None:
        """Pasted text counts as typed."""
        self.typed(self._typed + text.clean(words))

    def on_click(self, event: events.Click) -> None:
        """A click takes the line."""
        event.stop()
        y = event.y - len(self.in_full(self.size.width, *self._intro))
        index = self._top + y - 2
        if 0 <= index < len(self.matches()) and y >= 2:
            self._at = index
            self._take()

    def _take(self) -> None:
        found = self.matches()
        if self._at < len(found):
            value = found[self._at].value
            self.close()
            self._chosen(value)

    def draw(self, width: int, height: int) -> list[Strip]:
        """What was typed, then the lines that match it."""
        look, palette, inner = self.look, self.look.palette, max(0, width - 4)
        found = self.matches()
        first = self.in_full(width, *self._intro)
        lines = max(1, height - 3 - len(first))
        self._top = max(min(self._top, self._at), self._at - lines + 1)
        self._top = max(0, min(self._top, len(found) - lines))
        hint = "" if self._typed else "type to narrow down"
        shown = [row([(words, palette.warn)], inner) for words in first]
        shown += [
            row(
                [
                    ("> ", palette.accent),
                    (look.clean(self._typed), palette.text),
                    (look.glyphs.caret, palette.accent),
                    (hint, palette.dim),
                ],
                inner,
            )
        ]
        if not found:
            input_method = any(map(is_input_method_text, self._typed))
            words = "nothing matches: input method on?" if input_method else "nothing matches"
            shown.append(row([("  " + words, palette.warn if input_method else palette.dim)], inner))
        for place, choice in enumerate(found[self._top : self._top + lines], self._top):
            words, detail = look.clean(choice.words), look.clean(choice.detail)
            # Where both do not fit, each gives way, but neither for all of the other.
            least = min(text.width(detail), inner // 3)
            detail = text.clip(detail, max(least, inner - 3 - text.width(words)), look.glyphs.clip)
            room = max(0, inner - text.width(detail) - 3)
            pieces = [
                (f"{look.glyphs.cursor if place == self._at else ' '} ", palette.accent),
                (look.fit(choice.words, room), palette.text),
                (f" {detail}", palette.dim),
            ]
            shown.append(row(pieces, inner, palette.cursor if place == self._at else None))
        below = len(found) - self._top - lines
        foot = [f"{len(found)} of {len(self._choices)}"] if self._typed else []
        foot += [f"{below} more {look.glyphs.below}"] if below > 0 else []
        return self.frame(shown, width, height, "  ".join(foot))
