"""The pages one can go to. Each is loaded when it is first opened; Today, the first page, is loaded at the start.

How to add a page:

1. Write a module in this folder with a class that derives from `opscockpit.ui.page.Page`. It gives the page its
   panes (`ListPane`s, drawn line by line), says in `arrange_panes` where they stand, in `question` what the session's
   thread is to read for it, and in `fill` how the answer is shown. Its `actions` are `Actions(own)`, its `commands` a
   function for each action's id: `{**GENERAL_COMMANDS, "open": ...}`.
2. Name it below in PAGES, with keys that no other page and no general action has (capital letters are free).

Header, footer, messages, overlays, forms, live refresh, help and palette come with the base class. Another page is
opened with `page.go("metrics")`, or with what it is to show: `page.go("metric", "conversion")`; Esc goes back.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opscockpit.ui.page import Page, Shared


class PageEntry(NamedTuple):
    """One page: where its class is, and how one gets there. Unlisted ones open only from a row of another page."""

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    module: str
    name: str
    listed: bool = True


PAGES = (
    PageEntry("today", ("T",), "Today", "Must-do list, numbers, keywords and board.", "opscockpit.ui.today", "Today"),
    PageEntry("metrics", ("M",), "Metrics", "Every number, with its change, normal range and state.",
              "opscockpit.ui.pages.metrics", "Metrics"),
    PageEntry("metric", (), "Metric", "One number opened.", "opscockpit.ui.pages.metric", "MetricPage", listed=False),
    PageEntry("alarms", ("A",), "Alarms", "What rings: seen, kept quiet, closed with its cause.",
              "opscockpit.ui.pages.alarms", "Alarms"),
    PageEntry("money", ("Y",), "Money", "From ordered to what is left; refunds to expect; what things cost.",
              "opscockpit.ui.pages.money", "MoneyPage"),
    PageEntry("ahead", ("F",), "Pace and plan", "How the day will end, and how the months stand against the plan.",
              "opscockpit.ui.pages.ahead", "AheadPage"),
    PageEntry("movers", ("K",), "Movers", "Products and keywords that moved beyond chance, by money at stake.",
              "opscockpit.ui.pages.movers", "MoversPage"),
    PageEntry("events", ("E",), "Calendar", "Campaigns, holidays, closed days, changes; what numbers are explained by.",
              "opscockpit.ui.pages.events", "Events"),
    PageEntry("data", ("D",), "Data", "Which source told of which day: there, late, missing.",
              "opscockpit.ui.pages.coverage", "DataPage"),
    PageEntry("morning", ("G",), "Morning", "Letters, traffic, keywords, then one focus; with a clock.",
              "opscockpit.ui.pages.morning", "Morning"),
    PageEntry("board", ("B",), "Board", "All cards by owner; one card with all about it.",
              "opscockpit.ui.pages.board", "BoardPage"),
    PageEntry("routines", ("I",), "Routines", "What the must-do list is made of.",
              "opscockpit.ui.pages.routines", "RoutinesPage"),
    PageEntry("links", ("L",), "Links", "The steps of the process, each with one owner.",
              "opscockpit.ui.pages.links", "Links"),
    PageEntry("rules", ("R",), "Rules", "Rules and announcements of the platform, with their countdown.",
              "opscockpit.ui.pages.rules", "RulesPage"),
    PageEntry("crew", ("P",), "People", "Who is here, and what everybody carries.",
              "opscockpit.ui.pages.crew", "Crew"),
    PageEntry("evening", ("W",), "Evening", "The wrap of the day: tomorrow's first page.",
              "opscockpit.ui.pages.evening", "EveningPage"),
    PageEntry("grid", ("H",), "Numbers by hand", "A grid of the last days for what no export gives.",
              "opscockpit.ui.pages.grid", "GridPage"),
    PageEntry("emergencies", ("exclamation_mark",), "Emergencies", "Playbooks with a timed checklist.",
              "opscockpit.ui.pages.emergencies", "Emergencies"),
    PageEntry("emergency", (), "Emergency", "One checklist.", "opscockpit.ui.pages.emergency", "Emergency",
              listed=False),
)  # fmt: skip
"""All pages, in the order of the list of pages."""


def make_page(page_id: str, shared: Shared) -> Page:
    """Load and make a page."""
    entry = next(entry for entry in PAGES if entry.id == page_id)
    made: Page = getattr(import_module(entry.module), entry.name)(shared)
    return made


class Place(NamedTuple):
    """A page, and what it shows where it can show different things."""

    page: str
    subject: str = ""


class History:
    """Where one has been, and how to get back and forth."""

    def __init__(self) -> None:
        self._places = [Place("today")]
        self._at = 0

    @property
    def now(self) -> Place:
        """Where one is."""
        return self._places[self._at]

    def go(self, place: Place) -> None:
        """To a new place; what was ahead is forgotten. Today is the root: going there begins anew."""
        if place == self.now:
            return
        self._places = [place] if place.page == "today" else [*self._places[: self._at + 1], place]
        self._at = len(self._places) - 1

    def step(self, by: int) -> bool:
        """Back (-1) or forward (1); False when there is nothing there."""
        if not 0 <= self._at + by < len(self._places):
            return False
        self._at += by
        return True
