"""What the pages about numbers share: comparison bases, texts to read about a metric, tasks about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from opscockpit.domain.compare import BASES
from opscockpit.services.metric_views import MetricRow
from opscockpit.ui import text
from opscockpit.ui.actions import Action
from opscockpit.ui.dialogs import pick
from opscockpit.ui.overlays import Choice, Sheet
from opscockpit.ui.pages.rows import wrapped
from opscockpit.ui.panels.base import Piece

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session
    from opscockpit.ui.page import Page

BASE_NAMES = {
    "yesterday": "the day before", "week": "the same weekday last week", "year364": "the same weekday a year ago",
    "date": "the same date last year", "event": "the same event last year", "plan": "the plan",
}  # fmt: skip
"""A name for each of compare.BASES."""

NUMBER_ACTIONS = (
    Action("explain", ("x", "f3"), "Explain the number",
           "Formula, counts, base, what moved it, normal range, alarm rate, sources and age.", (), "explain", "x",
           reads=True),
    Action("meaning", ("d",), "What the number means", "Its entry in the dictionary: formula, traps, what it decides.",
           (), "meaning", "d", reads=True),
    Action("basis", ("c",), "Compare with something else",
           "Next base: yesterday, last week, a year ago by weekday, by date, by event, the plan.", (), "compare", "c",
           reads=True),
    Action("bases", ("C",), "Choose what to compare with", "One of the six bases.", shown="C", reads=True),
)  # fmt: skip
"""What can be done with any number."""


def basis_of(page: Page) -> str:
    """What numbers are compared with, one of compare.BASES; the same on all pages."""
    return page.shared.kept.get("basis", "week")


def next_basis(page: Page) -> None:
    """Compare with the next of the six bases."""
    page.shared.kept["basis"] = BASES[(BASES.index(basis_of(page)) + 1) % len(BASES)]
    page.ask()


def todays_basis(page: Page) -> str | None:
    """What the numbers of Today are compared with; None is the median of like days, with which a day begins."""
    return page.shared.kept.get("basis")


def next_of_today(page: Page) -> None:
    """On Today: from the usual day through the six bases and back."""
    order = (None, *BASES)
    found = order[(order.index(todays_basis(page)) + 1) % len(order)]
    if found is None:
        del page.shared.kept["basis"]
    else:
        page.shared.kept["basis"] = found
    if page.view is not None:
        page.show(page.view)


def choose_basis(page: Page) -> None:
    """Choose one of the six bases."""

    def chosen(value: object) -> None:
        page.shared.kept["basis"] = str(value)
        page.ask()

    choices = [Choice(name, "now" if id_ == basis_of(page) else "", id_) for id_, name in BASE_NAMES.items()]
    pick(page, "Compare with", choices, chosen)


def read(page: Page, title: str, work: Callable[[Session], tuple[str, ...]]) -> None:
    """Lay a text over the page that the session gives, long lines broken."""

    def show(lines: tuple[str, ...]) -> None:
        page.open(Sheet(page.look, title, told(page, lines), page.shut))

    page.look_up(work, show, topic="text")


def told(page: Page, lines: Sequence[str]) -> list[list[Piece]]:
    """Lines for a text over the page; the rest of a long one stands below its own words, not below its label."""
    width = max(20, page.size.width - 8)
    return [[(part, page.look.palette.text)] for line in lines for part in _hanging(page.look.clean(line), width)]


_LABEL = re.compile(r" *(?:\S+(?: \S+){0,2} {2,})?")
_WIDEST_LABEL = 16


def _hanging(words: str, width: int) -> list[str]:
    found = _LABEL.match(words)
    at = found.end() if found else 0
    if text.width(words) <= width or not 0 < at <= _WIDEST_LABEL:
        return wrapped(words, width) or [""]
    first, *rest = wrapped(words[at:], width - text.width(words[:at])) or [""]
    return [words[:at] + first, *(" " * text.width(words[:at]) + part for part in rest)]


def explain(page: Page, row: MetricRow | None) -> None:
    """How a number came about."""
    if row is not None:
        basis = basis_of(page)
        read(page, f"{row.label} {row.text}", lambda s: s.numbers.explained(row.id, basis, row.day))


def meaning(page: Page, metric_id: str | None) -> None:
    """What a number means."""
    if metric_id is not None:
        read(page, "Dictionary", lambda s: s.numbers.meaning(metric_id))


def metric_task(
    page: Page, metric_id: str, row: MetricRow | None, alarm: tuple[int, int] | None = None, title: str = ""
) -> None:
    """A task about a metric, with the numbers in it, for whoever owns the step of the process it belongs to.

    `title` stands for the usual one; `alarm` is the id and the version of the alarm that it is about.
    """
    from opscockpit.ui.dialogs import task_form

    def ask(filled: dict[str, str]) -> None:
        suggested = {**filled, "title": title or filled.get("title", "")}
        task_form(
            page, {"due": "today", "priority": "2", **{name: words for name, words in suggested.items() if words}},
            lambda s, t: s.numbers.task(t.title, t.owner, t.due, t.priority, t.link, metric_id, alarm),
        )  # fmt: skip

    page.look_up(lambda s: s.numbers.task_fields(metric_id, row), ask, topic="text")
