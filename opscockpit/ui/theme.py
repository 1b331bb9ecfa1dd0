"""Few colours with fixed meanings, readable on dark and on light terminals.

The terminal's own foreground and background are left alone: that is what the person chose, and it is lightest
on the line. Direction (up, down) and judgement (good, bad) have colours of their own, so that rising refunds
never look like good news.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from rich.color import Color
from rich.style import Style

from opscockpit.ui import glyphs, text
from opscockpit.ui.options import Options


class Palette(NamedTuple):
    """Style of each meaning."""

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


class Look(NamedTuple):
    """Signs and colours together, as every panel gets them."""

    glyphs: glyphs.Glyphs
    palette: Palette

    def clean(self, foreign: str | None) -> str:
        """Text from a file or a person, safe for one line of this terminal."""
        if not foreign:
            return ""
        return text.narrow(foreign) if self.glyphs.ascii else text.clean(foreign)

    def fit(self, foreign: str | None, cells: int, align: str = "left") -> str:
        """Cleaned text of exactly `cells` cells."""
        return text.fit(self.clean(foreign), cells, align, self.glyphs.clip)


def _style(colour: int | None = None, back: int | None = None, *, bold: bool = False, dim: bool = False) -> Style:
    return Style(
        color=None if colour is None else Color.from_ansi(colour),
        bgcolor=None if back is None else Color.from_ansi(back),
        bold=bold or None,
        dim=dim or None,
    )


_DIRECTIONS_256 = {"neutral": (37, 173), "green": (71, 167), "red": (167, 71)}
_DIRECTIONS_16 = {"neutral": (6, 5), "green": (2, 1), "red": (1, 2)}


def palette(colours: str, rising: str) -> Palette:
    """The palette for a colour depth and a convention of what colour rising has."""
    if colours == "none":
        plain, bold, dim = Style(), Style(bold=True), Style(dim=True)
        return Palette(
            text=plain, dim=dim, strong=bold, heading=bold, border=dim, border_on=bold, title=plain, title_on=bold,
            cursor=Style(reverse=True), good=plain, warn=bold, bad=bold, up=plain, down=plain, accent=bold,
            spark=plain, mark=Style(reverse=True),
        )  # fmt: skip
    if colours == "16":
        up, down = _DIRECTIONS_16.get(rising, _DIRECTIONS_16["neutral"])
        return Palette(
            text=Style(), dim=_style(8), strong=_style(bold=True), heading=_style(6), border=_style(8),
            border_on=_style(6), title=_style(bold=True), title_on=_style(6, bold=True),
            cursor=_style(15, 4, bold=True), good=_style(2), warn=_style(3), bad=_style(1, bold=True), up=_style(up),
            down=_style(down), accent=_style(6, bold=True), spark=_style(6), mark=_style(0, 3),
        )  # fmt: skip
    up, down = _DIRECTIONS_256.get(rising, _DIRECTIONS_256["neutral"])
    return Palette(
        text=Style(), dim=_style(245), strong=_style(bold=True), heading=_style(67), border=_style(240),
        border_on=_style(74), title=_style(bold=True), title_on=_style(74, bold=True), cursor=_style(231, 24),
        good=_style(71), warn=_style(172), bad=_style(167, bold=True), up=_style(up), down=_style(down),
        accent=_style(74, bold=True), spark=_style(67), mark=_style(231, 130),
    )  # fmt: skip


def depth(wanted: str, environ: Mapping[str, str] = os.environ) -> str:
    """How many colours to use: NO_COLOR wins, then the setting, then what TERM can do."""
    if environ.get("NO_COLOR"):
        return "none"
    term = environ.get("TERM", "")
    if wanted == "256" and not environ.get("COLORTERM") and "256" not in term and "direct" not in term:
        return "none" if term in ("dumb", "vt100", "vt220") else "16"
    return wanted


def look(options: Options, environ: Mapping[str, str] = os.environ) -> Look:
    """Signs and colours for these options on this terminal."""
    return Look(
        glyphs.choose(options.glyphs, options.ambiguous), palette(depth(options.colours, environ), options.rising)
    )
