"""Small charts as lines of text. The only module that knows plotext, which is loaded when a large one is drawn.

In all of them None is a gap and stays empty; zero is a value and is drawn on the base line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

Values = tuple[float | None, ...]

_LEFT = (0x40, 0x04, 0x02, 0x01)
_RIGHT = (0x80, 0x20, 0x10, 0x08)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def reduce(values: Sequence[float | None], points: int) -> Values:
    """At most `points` values: means of neighbours. A bucket with no value at all stays a gap."""
    count = len(values)
    if count <= points:
        return tuple(values)
    reduced: list[float | None] = []
    for index in range(points):
        bucket = [v for v in values[index * count // points : (index + 1) * count // points] if v is not None]
        reduced.append(sum(bucket) / len(bucket) if bucket else None)
    return tuple(reduced)


def _levels(values: Values, steps: int) -> list[int | None]:
    known = [v for v in values if v is not None]
    if not known:
        return [None for _ in values]
    low, high = min(known), max(known)
    if high == low:
        return [None if v is None else (0 if v == 0 else steps // 2) for v in values]
    return [None if v is None else min(steps - 1, int((v - low) / (high - low) * steps)) for v in values]


@lru_cache(maxsize=512)
def spark(values: Values, cells: int, blocks: str) -> str:
    """One line of exactly `cells` block characters, the newest value at the right edge."""
    shown = reduce(values, cells)
    drawn = "".join(" " if level is None else blocks[level] for level in _levels(shown, len(blocks)))
    return drawn.rjust(cells)


@lru_cache(maxsize=512)
def dots(values: Values, cells: int) -> str:
    """One line of exactly `cells` braille characters with two values in each, the newest at the right edge."""
    shown = reduce(values, cells * 2)
    empty: list[int | None] = [None] * (cells * 2 - len(shown))
    levels = empty + _levels(shown, 4)
    drawn = []
    for left, right in zip(levels[::2], levels[1::2], strict=True):
        bits = (0 if left is None else _LEFT[left]) | (0 if right is None else _RIGHT[right])
        drawn.append(chr(0x2800 + bits) if bits else " ")
    return "".join(drawn)


@lru_cache(maxsize=32)
def chart(values: Values, cells: int, lines: int, braille: bool) -> tuple[str, ...]:
    """A line chart of `lines` lines of exactly `cells` cells, without words and colours."""
    shown = reduce(values, cells * 2)
    if cells < 4 or lines < 2 or all(v is None for v in shown):
        return (" " * cells,) * max(lines, 0)
    import plotext

    plotext.clear_figure()  # data of the figure before would pile up otherwise
    plotext.theme("clear")
    plotext.plotsize(cells, lines)
    plotext.frame(False)
    plotext.xticks([])
    plotext.yticks([])
    for xs, ys in _runs(shown):
        plotext.plot(xs, ys, marker="braille" if braille else "*")
    known = [v for v in shown if v is not None]
    plotext.xlim(0, max(1, len(shown) - 1))
    low, high = min(known), max(known)
    plotext.ylim(low, high if high > low else low + 1)
    built = _COLOURS.sub("", plotext.build()).split("\n")
    return tuple(line[:cells].ljust(cells) for line in (*built, *[""] * lines)[:lines])


def _runs(values: Values) -> list[tuple[list[int], list[float]]]:
    runs: list[tuple[list[int], list[float]]] = []
    before: float | None = None
    for index, value in enumerate(values):
        if value is not None:
            if before is None:
                runs.append(([], []))
            runs[-1][0].append(index)
            runs[-1][1].append(value)
        before = value
    return runs
