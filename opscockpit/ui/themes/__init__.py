"""The built-in themes: plain data. A person's own theme is a TOML file with the same words; see docs/handbook.

A style is one or two colours and some attributes, as in ``"#ffaf00 on 234 bold"``. A colour is one of the sixteen
names of the terminal (``red``, ``bright_red``), a number of its 256 colours, or ``#rrggbb``; ``default`` is the
terminal's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MEANINGS = {
    "ground": "what lies under everything: text colour on background; empty leaves both to the terminal",
    "text": "plain words",
    "dim": "what matters less: labels of columns, ages, sources",
    "strong": "numbers, names, what the eye looks for",
    "heading": "headings inside a panel",
    "border": "lines and borders",
    "border_on": "the upper border of the panel in use",
    "title": "the title of a panel",
    "title_on": "the title of the panel in use",
    "cursor": "the row under the cursor",
    "good": "judged good: done, normal, fresh",
    "warn": "wants attention: watched, late soon, nobody's",
    "bad": "judged bad: alarm, late, refused",
    "up": "rising, where `rising` is neutral",
    "down": "falling, where `rising` is neutral",
    "green": "rising or falling, where `rising` is green or red",
    "red": "rising or falling, where `rising` is green or red",
    "accent": "keys, signs, the clock",
    "spark": "lines of charts",
    "mark": "labels that must not be overlooked: DEMO, REPLAY",
}
"""What a theme gives a style to, and what has it."""

DECORATION = ("border", "border_on", "spark")
"""Meanings that nobody reads: a contrast of 3 to 1 is enough for them; text wants 4.5 to 1."""


class Theme(NamedTuple):
    """A style for each meaning, for terminals with many colours and for those with sixteen."""

    name: str
    words: str
    colours: Mapping[str, str]
    sixteen: Mapping[str, str]


def _styles(
    *, text: str = "", ground: str = "", dim: str, line: str, accent: str, soft: str, good: str, warn: str, bad: str,
    up: str, down: str, cursor: str, mark: str, direction: tuple[str, str] | None = None,
) -> dict[str, str]:  # fmt: skip
    green, red = direction or (good, bad)
    return {
        "ground": ground, "text": text, "dim": dim, "strong": f"{text} bold", "heading": soft, "border": line,
        "border_on": accent, "title": f"{text} bold", "title_on": f"{accent} bold", "cursor": cursor, "good": good,
        "warn": warn, "bad": f"{bad} bold", "up": up, "down": down, "green": green, "red": red,
        "accent": f"{accent} bold", "spark": soft, "mark": mark,
    }  # fmt: skip


_ON_ANYTHING = _styles(
    dim="243", line="243", accent="63", soft="63", good="29", warn="131", bad="163", up="63", down="98",
    direction=("29", "131"), cursor="231 on 24", mark="231 on 130",
)  # fmt: skip
"""The few of the 256 colours that can be read on black and on white alike."""

_ON_DARK = _styles(
    dim="247", line="243", accent="74", soft="110", good="71", warn="214", bad="203", up="37", down="176",
    direction=("71", "203"), cursor="231 on 24", mark="231 on 130",
)  # fmt: skip

_ON_LIGHT = _styles(
    dim="242", line="244", accent="25", soft="24", good="22", warn="94", bad="124", up="24", down="126",
    direction=("22", "124"), cursor="231 on 24", mark="231 on 94",
)  # fmt: skip

_SIXTEEN_ON_ANYTHING = _styles(
    dim="", line="", accent="bold", soft="bold", good="", warn="underline", bad="bright_white on red", up="", down="",
    direction=("", ""), cursor="reverse", mark="black on cyan",
)  # fmt: skip
"""No colour of the sixteen can be read on black and on white alike in all common palettes: attributes, and blocks."""

_SIXTEEN_ON_DARK = _styles(
    dim="white", line="cyan", accent="bright_cyan", soft="cyan", good="bright_green", warn="bright_yellow",
    bad="bright_red", up="bright_cyan", down="bright_magenta", cursor="bright_white on blue", mark="black on cyan",
)  # fmt: skip

_SIXTEEN_ON_LIGHT = _styles(
    dim="", line="bright_black", accent="blue", soft="blue", good="blue", warn="magenta", bad="red", up="blue",
    down="magenta", direction=("blue", "red"), cursor="bright_white on blue", mark="bright_white on red",
)  # fmt: skip

_SIXTEEN_BLACK = {**_SIXTEEN_ON_DARK, "ground": "white on black", "strong": "bright_white bold"}
_SIXTEEN_WHITE = {**_SIXTEEN_ON_LIGHT, "ground": "black on bright_white"}

BUILT_IN = {
    theme.name: theme
    for theme in (
        Theme("terminal", "the terminal's own text and background, and colours that suit both dark and light",
              _ON_ANYTHING, _SIXTEEN_ON_ANYTHING),
        Theme("terminal-dark", "the terminal's own text and background, which is dark", _ON_DARK, _SIXTEEN_ON_DARK),
        Theme("terminal-light", "the terminal's own text and background, which is light", _ON_LIGHT,
              _SIXTEEN_ON_LIGHT),
        Theme("night", "light grey on nearly black", {**_ON_DARK, "ground": "252 on 234", "text": ""},
              _SIXTEEN_BLACK),
        Theme("paper", "dark grey on nearly white", {**_ON_LIGHT, "ground": "235 on 255"}, _SIXTEEN_WHITE),
        Theme("contrast", "white on black, as strong as can be", _styles(
            ground="231 on 16", dim="252", line="250", accent="51", soft="123", good="46", warn="226", bad="231 on 124",
            up="51", down="219", direction=("46", "210"), cursor="16 on 226", mark="16 on 231",
        ), _SIXTEEN_BLACK),
        Theme("safe-dark", "for colour-blind eyes: blue, yellow and vermilion on nearly black", _styles(
            ground="252 on 234", dim="247", line="243", accent="111", soft="110", good="74", warn="227", bad="209",
            up="117", down="214", cursor="231 on 24", mark="16 on 214",
        ), _SIXTEEN_BLACK),
        Theme("safe-light", "for colour-blind eyes: blue, brown and vermilion on nearly white", _styles(
            ground="235 on 255", dim="241", line="244", accent="25", soft="24", good="25", warn="94", bad="231 on 124",
            up="25", down="94", direction=("25", "124"), cursor="231 on 24", mark="231 on 94",
        ), _SIXTEEN_WHITE),
    )
}  # fmt: skip
"""All themes that come with the program, by name."""

DEFAULT = "terminal"
