"""Few colours with fixed meanings, readable on dark and on light terminals.

Unless a theme says otherwise, the terminal's own text and background are left alone: that is what the person chose,
and it is lightest on the line. Direction (up, down) and judgement (good, bad) have colours of their own, so that
rising refunds never look like good news.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

from opscockpit.ui import glyphs, text
from opscockpit.ui.options import Options
from opscockpit.ui.themes import BUILT_IN, DEFAULT, Theme
from opscockpit.ui.widths import is_dark

_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
COLOURS = {"default": -1, **{f"{bright}{name}": place + (8 if bright else 0) for bright in ("", "bright_")
                             for place, name in enumerate(_NAMES)}}  # fmt: skip
"""The colours that have names."""

ATTRIBUTES = ("bold", "underline", "reverse", "italic")


class Palette(NamedTuple):
    """Style of each meaning; see `themes.MEANINGS`."""

    ground: Style
    text: Style
    dim: Style
    strong: Style
    heading: Style
    border: Style
    border_on: Style
    title: Style
    title_on: Style
    cursor: Style
    good: Style
    warn: Style
    bad: Style
    up: Style
    down: Style
    accent: Style
    spark: Style
    mark: Style


class Look:
    """Signs and colours together, as every pane gets them; one for all panes, so that a theme can be changed."""

    def __init__(self, signs: glyphs.Glyphs, colours: Palette) -> None:
        self.glyphs = signs
        self.palette = colours

    def clean(self, foreign: str | None) -> str:
        """Text from a file or a person, safe for one line of this terminal."""
        if not foreign:
            return ""
        return text.narrow(foreign) if self.glyphs.ascii else text.clean(foreign)

    def fit(self, foreign: str | None, cells: int, align: str = "left") -> str:
        """Cleaned text of exactly `cells` cells."""
        return text.fit(self.clean(foreign), cells, align, self.glyphs.clip)


def _colour(word: str, depth: str) -> Color:
    if word in COLOURS:
        number = COLOURS[word]
        return Color.default() if number < 0 else Color.from_ansi(number)
    if word.isascii() and word.isdigit() and int(word) < 256:
        return Color.from_ansi(int(word))
    if len(word) == 7 and word[0] == "#":
        exact = Color.from_rgb(*(int(word[at : at + 2], 16) for at in (1, 3, 5)))
        return exact if depth == "true" else exact.downgrade(ColorSystem.EIGHT_BIT)
    raise ValueError(word)


def style_of(words: str, depth: str = "true") -> Style:
    """The style that some words say, as in '#ffaf00 on 234 bold'. Raises ValueError with the word not understood.

    Where there are no 16 million colours, '#rrggbb' becomes the nearest of the 256.
    """
    found: dict[str, Color] = {}
    attributes: dict[str, bool] = {}
    side = "color"
    for word in words.split():
        if word in ATTRIBUTES:
            attributes[word] = True
        elif word == "on" and side == "color":
            side = "bgcolor"
        elif side in found:
            raise ValueError(word)
        else:
            found[side] = _colour(word, depth)
    return Style(color=found.get("color"), bgcolor=found.get("bgcolor"), **attributes)  # type: ignore[arg-type]


_WITHOUT_COLOURS = {
    "strong": "bold", "heading": "bold", "border_on": "bold", "title_on": "bold", "cursor": "reverse", "warn": "bold",
    "bad": "bold", "accent": "bold", "mark": "reverse",
}  # fmt: skip

_DIRECTIONS = {"green": ("green", "red"), "red": ("red", "green")}


def palette(depth: str, rising: str, theme: Theme) -> Palette:
    """The palette of a theme for a colour depth ('true', '256', '16', 'none') and a convention of what rising has."""
    styles = {"none": _WITHOUT_COLOURS, "16": theme.sixteen}.get(depth, theme.colours)
    up, down = _DIRECTIONS.get(rising, ("up", "down"))
    named = {"up": up, "down": down}
    return Palette(**{name: style_of(styles.get(named.get(name, name), ""), depth) for name in Palette._fields})


def depth(wanted: str, environ: Mapping[str, str] = os.environ) -> str:
    """How many colours to use: NO_COLOR wins, then the setting, then what TERM can do."""
    if environ.get("NO_COLOR"):
        return "none"
    term = environ.get("TERM", "")
    if wanted in ("true", "256") and not environ.get("COLORTERM") and "256" not in term and "direct" not in term:
        return "none" if term in ("dumb", "vt100", "vt220") else "16"
    return wanted


SYSTEMS = {
    "true": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD,
    "none": ColorSystem.STANDARD,
}  # fmt: skip
"""What a colour is sent as; ssh does not hand on COLORTERM, so that guessing would be wrong."""


def suited(theme: Theme, dark: bool | None) -> Theme:
    """The theme; where it leaves the background to the terminal and that is known, the one made for it."""
    if theme.name != DEFAULT or dark is None:
        return theme
    return BUILT_IN["terminal-dark" if dark else "terminal-light"]


def palette_of(theme: Theme, options: Options, environ: Mapping[str, str] = os.environ) -> Palette:
    """The palette of a theme for these options on this terminal."""
    dark = {"dark": True, "light": False}.get(options.ground, is_dark(environ))
    return palette(depth(options.colours, environ), options.rising, suited(theme, dark))


def look(options: Options, environ: Mapping[str, str] = os.environ) -> Look:
    """Signs and the default theme's colours for these options on this terminal."""
    return Look(glyphs.choose(options.glyphs, options.ambiguous), palette_of(BUILT_IN[DEFAULT], options, environ))
