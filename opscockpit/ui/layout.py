"""Where everything stands on a terminal of a given size. Plain arithmetic, and the adapter that Textual asks."""

from __future__ import annotations

from typing import NamedTuple

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import Layout, WidgetPlacement
from textual.widget import Widget

PANELS = ("must_do", "metrics", "keywords", "board")
"""The four parts, in the order of their numbers."""

SMALLEST = Size(60, 20)
_WIDE = Size(100, 30)
_STRIPS = 24
_CHART = 5
"""Lines that a chart below the numbers needs at least."""


class Needs(NamedTuple):
    """Lines that the panels of Today would fill."""

    metrics: int = 6
    keywords: int = 8
    board: int = 8


def mode_of(size: Size) -> str:
    """How a terminal of this size is used.

    'wide': four panels; 'tabs': one panel under a list of four; 'small': only a word.
    """
    if size.width < SMALLEST.width or size.height < SMALLEST.height:
        return "small"
    return "wide" if size.width >= _WIDE.width and size.height >= _WIDE.height else "tabs"


def page_regions(size: Size) -> dict[str, Region]:
    """The regions of header and footer, and of the body between them, on any page."""
    width, height = size
    if mode_of(size) == "small":
        return {"header": Region(0, 0, width, height)}
    top = 3 if mode_of(size) == "tabs" else 2
    return {
        "header": Region(0, 0, width, top),
        "body": Region(0, top, width, height - top - 1),
        "footer": Region(0, height - 1, width, 1),
    }


def plan(size: Size, active: str, needs: Needs) -> dict[str, Region]:
    """The region of each pane shown on Today on a screen of this size; `active` is the panel in use."""
    mode = mode_of(size)
    width, height = size
    if mode == "small":
        return {"header": Region(0, 0, width, height)}
    footer = Region(0, height - 1, width, 1)
    if mode == "tabs":
        body = height - 3 - 4 - 1
        return {
            "header": Region(0, 0, width, 3),
            "tabs": Region(0, 3, width, 4),
            active: Region(0, 7, width, body),
            "footer": footer,
        }
    body = height - 3
    board = max(8, min(body // 3, needs.board + 2))
    top = body - board
    left = min(72, max(44, width * 5 // 12))
    right = width - left
    # What neither of the two tables needs goes to the charts below the numbers, once there is enough for one.
    table = max(4, needs.metrics) + 2
    spare = top - table - max(6, needs.keywords + 3)
    metrics = table + spare if spare >= _CHART else min(table, top - 6)
    return {
        "header": Region(0, 0, width, 2),
        "must_do": Region(0, 2, left, top),
        "metrics": Region(left, 2, right, metrics),
        "keywords": Region(left, 2 + metrics, right, top - metrics),
        "board": Region(0, 2 + top, width, board),
        "footer": footer,
    }


def overlay_region(size: Size, width: int, height: int, at_bottom: bool) -> Region:
    """Where a list, a form or a page of help lies over the panels; the focus line always stays in sight."""
    top = 3 if mode_of(size) == "tabs" else 2
    # A narrow strip of panel beside it would only look torn.
    fits_width = width if size.width - width > _STRIPS else size.width
    fits_height = max(1, min(height, size.height - top - 1))
    x = (size.width - fits_width) // 2
    y = size.height - 1 - fits_height if at_bottom else top + max(0, (size.height - top - 1 - fits_height) // 3)
    return Region(x, y, fits_width, fits_height)


class Fixed(Layout):
    """Places each child where the parent's `place` says; children that it leaves out are not shown."""

    name = "fixed"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> list[WidgetPlacement]:
        """Ask the parent for the region and the order of each child."""
        place = getattr(parent, "place")  # noqa: B009 - the parent is one of our own containers
        regions: dict[Widget, tuple[Region, int]] = place(size)
        return [
            WidgetPlacement(regions[child][0], NULL_OFFSET, NULL_SPACING, child, regions[child][1])
            for child in children
            if child in regions
        ]
