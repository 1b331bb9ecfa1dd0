"""The signs the screen is drawn with: a Unicode set, and an ASCII set for terminals of uncertain widths."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set of signs. Every field takes one cell, except `clip` and `fresh`, which may take two."""

    open: str
    doing: str
    done: str
    skipped: str
    not_applicable: str
    missed: str
    cursor: str
    up: str
    down: str
    active: str
    away: str
    menu: str
    clip: str
    dot: str
    dash: str
    alarm: str
    above: str
    below: str
    corner: str  # four characters: top left, top right, bottom left, bottom right
    across: str
    upright: str
    blocks: str  # levels of a one-line chart, lowest first
    braille: bool  # whether braille dots may be drawn
    caret: str
    fresh: str
    same: str = "="
    offered: str = "?"

    @property
    def ascii(self) -> bool:
        """True for the set that leaves nothing to the terminal's opinion about widths."""
        return self.corner.isascii()


UNICODE = Glyphs(
    open="○", doing="◐", done="✓", skipped="–", not_applicable="·", missed="✗", cursor="▶", up="▲", down="▼",
    active="●", away="○", menu="▾", clip="…", dot="·", dash="–", alarm="!", above="▴", below="▾",
    corner="╭╮╰╯", across="─", upright="│", blocks="▁▂▃▄▅▆▇█", braille=True, caret="▏", fresh="✓",
)  # fmt: skip

ASCII = Glyphs(
    open="o", doing="~", done="x", skipped="-", not_applicable=".", missed="!", cursor=">", up="^", down="v",
    active="*", away="o", menu="v", clip="..", dot="|", dash="-", alarm="!", above="^", below="v",
    corner="++++", across="-", upright="|", blocks="_.-=+*#@", braille=False, caret="_", fresh="ok",
)  # fmt: skip


def choose(kind: str, ambiguous: str) -> Glyphs:
    """The set for a setting ('unicode' or 'ascii') and the terminal's ambiguous width ('narrow' or 'wide')."""
    return ASCII if kind == "ascii" or ambiguous == "wide" else UNICODE
