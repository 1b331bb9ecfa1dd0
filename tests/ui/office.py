"""The screen of one of a team, on a real database, with the others at desks of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from opscockpit import locations
from opscockpit.clock import Clock
from opscockpit.services.desk import Desk
from opscockpit.services.session import Session
from opscockpit.services.team import Team
from opscockpit.store import stores
from opscockpit.store.database import Database, create
from opscockpit.ui.options import Options
from opscockpit.ui.page import Page
from tests.ui.conftest import Driven, running

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEAM = (
    ("lin", "林岚", "manager", "店长"), ("zhou", "周彻", "member", "推广"), ("mei", "梅子", "member", "客服"),
    ("tao", "陶图", "member", "设计"),
)  # fmt: skip


@dataclass
class Screen(Driven):
    """A running screen on the office's database."""

    @property
    def page(self) -> Any:
        """The page in front."""
        return self.today.cockpit.front

    @property
    def said(self) -> str:
        """The message in the footer of the page in front."""
        return str(self.page.footer.said)

    def words(self) -> str:
        """Everything on the page in front."""
        return "\n".join(strip.text for strip in self.page._compositor.render_strips())

    async def see(self, *words: str) -> None:
        """Wait until all of these stand on the screen."""
        await self.until(lambda: all(word in self.words() for word in words))

    async def fill_in(self, *values: str) -> None:
        """Type into the fields of a form, from the first one on, and save it."""
        await self.until(lambda: self.form is not None)
        for made, value in zip(self.form.lines, values, strict=False):
            made.value = value
        await self.press("ctrl+o")

    async def go(self, key: str, *words: str) -> Page:
        """Open a page by its key, and wait for what it says."""
        await self.press(key)
        await self.see(*words)
        page: Page = self.page
        return page


class Office:
    """One database, one clock, and a desk for everybody."""

    def __init__(self, path: Path) -> None:
        create(path, locations.schema_text())
        self.path = path
        self.clock = Clock(datetime(2026, 10, 22, 8, 30, tzinfo=SHANGHAI))
        self.db = Database(path, self.clock)
        for login, name, role, job in TEAM:
            stores.add_person(self.db, "setup", login=login, name=name, role=role, job=job)
        stores.add_store(
            self.db, "setup", name="袜子旗舰店", platform="tmall", zone="Asia/Shanghai", currency="CNY",
            day_starts="00:00",
        )  # fmt: skip

    def at(self, moment: datetime) -> None:
        """Set the clock of all desks, in the store's zone."""
        self.clock._start = self.db.clock._start = moment.replace(tzinfo=SHANGHAI)

    def team(self, who: str) -> Team:
        """What this person does, not on the screen but as somebody else at the same time."""
        return Team(Desk(self.db, who, stores.stores(self.db)[0]))

    def value(self, sql: str, *values: object) -> Any:
        """One value of the database."""
        return self.db.value(sql, values)

    @asynccontextmanager
    async def screen(
        self, who: str = "lin", width: int = 120, height: int = 40, options: Options | None = None
    ) -> AsyncIterator[Screen]:
        """The screen of somebody, until the block ends."""
        made: list[Session] = []

        def make() -> Session:
            made.append(Session(self.path, who, self.clock))
            return made[0]

        async with running(make, width, height, options) as (pilot, app):
            screen = Screen(pilot, made[0], app.today)  # type: ignore[arg-type]
            await screen.until(lambda: app.today.view is not None)
            yield screen


SIZES = ((80, 24), (120, 40), (200, 60))
