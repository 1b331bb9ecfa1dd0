"""Every page of the screen on the demo, as cells: for tests that hold for each page, size and script."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.strip import Strip

from opscockpit.clock import Clock, parse_moment
from opscockpit.services.desk import Desk
from opscockpit.services.session import session_maker
from opscockpit.services.team import Team
from opscockpit.store import stores
from opscockpit.store.database import Database
from opscockpit.ui.app import Cockpit
from opscockpit.ui.options import Options
from opscockpit.ui.page import Page
from opscockpit.ui.pages import PAGES, Place
from opscockpit.ui.panels.base import Framed, ListPane, Pane
from tests.bench import databases
from tests.ui.conftest import running

SIZES = ((60, 20), (80, 24), (100, 30), (120, 40), (200, 60), (250, 80))
SUBJECTS = {"metric": "paid"}
"""What is shown on the pages that need to be told; the checklist's number is known when it is opened."""

NASTY = (
    "儿童袜 纯棉 三双装 春秋款 [新品]", "ＦＵＬＬ　ｗｉｄｔｈ １２３", "e\u0301\u0301\u0301\u0301clair z\u0335a\u0308",
    "👨\u200d👩\u200d👧\u200d👦 🇨🇳 👍🏽 ❤\ufe0f", "عربي עברית שלום", "[/x][bold]%s {0} [red]",
    "\x1b[31mred\x07\x00\u202eabc\u200b",
    "ｱﾊﾟｰﾄ 한글 ①…—●→", "a long name without any end of it and without anything to break it at",
)  # fmt: skip

FOREIGN = (
    "store.name", "person.name", "person.job", "link.name", "link.covers", "routine.title", "must_item.title",
    "must_item.evidence", "task.title", "task.note", "task.done_when", "task.link", "focus.sentence", "focus.target",
    "focus.score_note", "keyword.word", "keyword.product", "letter.text", "rule_item.title", "rule_item.exposure",
    "rule_item.action", "emergency.title", "emergency.what", "emergency_step.title", "wrap.note", "wrap.slower",
    "wrap.habit", "calendar_event.name", "dimension.name", "product.title",
)  # fmt: skip
"""Columns of the database that people and files fill."""


def make_busy(path: Path) -> Path:
    """A drill opened, so that there is a checklist; the demo has everything else."""
    with Database(path, Clock(parse_moment(databases.NOW))) as db:
        emergencies = Team(Desk(db, "lin", stores.stores(db)[0])).emergencies
        emergencies.open(emergencies.playbooks()[0].id, drill=True)
        SUBJECTS["emergency"] = str(emergencies.views()[0].id)
    return path


def spoil(path: Path, words: tuple[str, ...] = NASTY) -> Path:
    """Call everything in the database by such words, people's logins included; `lin` is who looks at it."""
    db = sqlite3.connect(path)
    known = {
        (table, column[1])
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for column in db.execute(f"PRAGMA table_info({table})").fetchall()
        if column[2] == "TEXT"
    }
    for place in FOREIGN:
        table, column = place.split(".")
        if (table, column) not in known:
            continue
        for number, (row,) in enumerate(db.execute(f"SELECT rowid FROM {table} WHERE {column} <> ''").fetchall()):
            fresh = f"{words[number % len(words)]}{number}"
            db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (fresh, row))
    logins = [login for (login,) in db.execute("SELECT login FROM person WHERE login <> 'lin'").fetchall()]
    for number, login in enumerate(logins):
        for table, column in sorted(known):
            if table not in ("audit", "action"):
                db.execute(
                    f"UPDATE {table} SET {column} = ? WHERE {column} = ?",
                    (f"{words[number % len(words)]}{number}", login),
                )
    db.commit()
    db.close()
    return path


def cells_of(strip: Strip) -> list[str]:
    """The line cell by cell, as a terminal fills them: a wide character is followed by an empty cell."""
    cells: list[str] = []
    for letter in strip.text:
        if unicodedata.category(letter) in ("Mn", "Me"):
            if cells:
                cells[-1] += letter
            continue
        cells.append(letter)
        if unicodedata.east_asian_width(letter) in "WF":
            cells.append("")
    return cells


@dataclass
class Shown:
    """A page on the screen, of one size."""

    page: Page
    strips: list[Strip]
    width: int
    height: int

    @property
    def name(self) -> str:
        """For the words of a failure."""
        return f"{self.page.id_} at {self.width} x {self.height}"

    def panes(self) -> list[Pane]:
        """The panes in sight."""
        placed = self.page.regions(self.page.size)
        return [pane for pane in self.page.children if isinstance(pane, Pane) and pane.name in placed]

    def framed(self) -> list[Framed]:
        """The panes in sight that have a border."""
        return [pane for pane in self.panes() if isinstance(pane, Framed)]

    def text(self) -> str:
        """All lines."""
        return "\n".join(strip.text for strip in self.strips)

    def has_cursor(self) -> bool:
        """Whether the row under the cursor of the pane in use is in sight."""
        pane: ListPane = self.page.pane
        region, back = pane.region, self.page.look.palette.cursor.bgcolor
        lines = [self.strips[y].crop(region.x, region.right) for y in range(region.y, region.bottom)]
        return any(segment.style is not None and segment.style.bgcolor == back for line in lines for segment in line)


class Browser:
    """A running screen that goes from page to page."""

    def __init__(self, app: Cockpit, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def open(self, page: str) -> None:
        """Show a page, with its answer."""
        self.app.go(Place(page, SUBJECTS.get(page, "")))
        for _ in range(2000):
            await self.pilot.pause()
            front = self.app.front
            if front.is_current and (front.question() is None or front.answered_for is not None):
                return
        raise AssertionError(f"{page} did not come; the footer says {self.app.front.footer.said!r}")

    async def resize(self, width: int, height: int) -> Shown:
        """The page in front in another size."""
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()
        return self.shown()

    def shown(self) -> Shown:
        """The page in front."""
        page = self.app.front
        strips = page._compositor.render_strips()
        return Shown(page, strips, *self.app.size)

    async def sizes(self) -> AsyncIterator[Shown]:
        """The page in front in every size, one after the other."""
        for width, height in SIZES:
            yield await self.resize(width, height)


@asynccontextmanager
async def browser(
    path: Path, options: Options | None = None, *, who: str = "lin", read_only: bool = False
) -> AsyncIterator[Browser]:
    """The screen on a database of the demo."""
    make = session_maker(path, who, Clock(parse_moment(databases.NOW)), read_only=read_only)
    async with running(make, options=options) as (pilot, app):
        yield Browser(app, pilot)


def page_ids() -> list[str]:
    """All pages, those that open from a row of another included."""
    return [entry.id for entry in PAGES]
