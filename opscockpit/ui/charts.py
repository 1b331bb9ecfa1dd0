"""Small charts as lines of text. The only module that knows plotext, which is loaded when a large one is drawn.

In all of them None is a gap and stays empty; zero is a value and is drawn on the base line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    """One line of exactly `cells` braille characters: a connected line of the newest values, two in a character.

    Older values that do not fit are left out: squeezed together they would look like noise.
    """
    shown = values[-cells * 2 :] if cells else ()
    empty: list[int | None] = [None] * (cells * 2 - len(shown))
    columns = [0] * len(empty) + [_column(level, before) for level, before in _steps(_levels(shown, 4))]
    drawn = []
    for left, right in zip(columns[::2], columns[1::2], strict=True):
        bits = sum(_LEFT[n] for n in range(4) if left >> n & 1) | sum(_RIGHT[n] for n in range(4) if right >> n & 1)
        drawn.append(chr(0x2800 + bits) if bits else " ")
    return "".join(drawn)


def _steps(levels: list[int | None]) -> Iterator[tuple[int | None, int | None]]:
    yield from zip(levels, [None, *levels], strict=False)


def _column(level: int | None, before: int | None) -> int:
    """Dots of one column, a bit each, lowest first: the level, and what leads to it from the column before."""
    if level is None:
        return 0
    if before is None or before == level:
        return 1 << level
    between = range(before + 1, level + 1) if before < level else range(level, before)
    return sum(1 << n for n in between)


@lru_cache(maxsize=32)
def chart(values: Values, cells: int, lines: int, braille: bool) -> tuple[str, ...]:
    """A line chart of `lines` lines of exactly `cells` cells, without words and colours."""
    shown = reduce(values, cells * 2)
    if cells < 4 or lines < 2 or all(v is None for v in shown):
        return (" " * cells,) * max(lines, 0)
    return _plotted(shown, cells, lines, span(shown), braille)


@lru_cache(maxsize=32)
def banded(
    values: Values, lows: Values, highs: Values, cells: int, lines: int, braille: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A line chart and, to be drawn under it, the edges of its band; both of `lines` lines of exactly `cells` cells."""
    blank = (" " * cells,) * max(lines, 0)
    if cells < 4 or lines < 2 or all(v is None for v in values):
        return blank, blank
    limits = band_span(values, lows, highs)
    line = _plotted(reduce(values, cells * 2), cells, lines, limits, braille)
    return line, _edges((lows, highs), cells, lines, limits, braille)


def _edges(
    edges: Sequence[Values], cells: int, lines: int, limits: tuple[float, float], braille: bool
) -> tuple[str, ...]:
    """Dotted lines between the days' values, without the cost of plotting them."""
    across, down = (2, 4) if braille else (1, 1)
    low, high = limits
    grid = [[0] * cells for _ in range(lines)]
    for edge in edges:
        for x in range(0, cells * across, across):
            value = _between(edge, x / max(1, cells * across - 1) * (len(edge) - 1))
            if value is None or not low <= value <= high:
                continue
            y = round((high - value) / (high - low) * (lines * down - 1))
            grid[y // down][x // across] |= _LEFT[down - 1 - y % down]
    return tuple("".join(_dotted(bits, braille) for bits in row) for row in grid)


def _dotted(bits: int, braille: bool) -> str:
    return " " if not bits else chr(0x2800 + bits) if braille else "."


def _between(edge: Values, place: float) -> float | None:
    """The value at a place between two days; None where one of them is a gap."""
    left = edge[int(place)]
    right = edge[min(int(place) + 1, len(edge) - 1)]
    return None if left is None or right is None else left + (right - left) * (place - int(place))


def band_span(values: Values, lows: Values, highs: Values) -> tuple[float, float]:
    """Lowest and highest of what a banded chart shows: all values, and of a very wide band only a part."""
    low, high = span(values)
    room = (high - low) * 0.6
    edges = [v for v in (*lows, *highs) if v is not None and low - room <= v <= high + room]
    return min(low, *edges, low), max(high, *edges, high)


def span(values: Values) -> tuple[float, float]:
    """Lowest and highest value, a little apart even where they are the same."""
    known = [v for v in values if v is not None]
    low, high = min(known), max(known)
    return low, high if high > low else low + 1


def _plotted(curve: Values, cells: int, lines: int, limits: tuple[float, float], braille: bool) -> tuple[str, ...]:
    import plotext

    plotext.clear_figure()  # data of the figure before would pile up otherwise
    plotext.theme("clear")
    plotext.limit_size(False, False)  # the size is the pane's, whatever terminal plotext thinks it is on
    plotext.plotsize(cells, lines)
    plotext.frame(False)
    plotext.xticks([])
    plotext.yticks([])
    for xs, ys in _runs(curve):
        plotext.plot(xs, ys, marker="braille" if braille else "*")
    plotext.xlim(0, max(1, len(curve) - 1))
    plotext.ylim(*limits)
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
