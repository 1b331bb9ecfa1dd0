"""The screen on the invented morning, driven without a terminal."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot

from opscockpit.ui.app import Cockpit
from opscockpit.ui.forms import Form
from opscockpit.ui.options import Options
from opscockpit.ui.page import Page
from opscockpit.ui.run import begin
from opscockpit.ui.today import Today
from tests.ui.fake import FakeSession

if TYPE_CHECKING:
    from tests.ui.office import Office


@dataclass
class Driven:
    """A running screen, its session and the hands on its keyboard."""

    pilot: Pilot[Any]
    session: FakeSession
    today: Today

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        overlay = self.today.cockpit.front.overlay
        return overlay if isinstance(overlay, Form) else None

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition; fail when it does not come about."""
        end = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < end, f"still not true; the footer says: {self.front.footer.said!r}"
            await self.pilot.pause()

    def lines(self) -> list[str]:
        """What the whole screen says."""
        return [strip.text for strip in self.front._compositor.render_strips()]

    @property
    def front(self) -> Page:
        """The page that is shown."""
        return self.today.cockpit.front


@asynccontextmanager
async def running(
    make_session: Callable[[], Any], width: int = 120, height: int = 40, options: Options | None = None
) -> AsyncIterator[tuple[Pilot[Any], Cockpit]]:
    """A cockpit on a session, closed at the end; what made it fail is raised."""
    worker, live = begin(make_session)
    assert worker.wait_first(15)
    app = Cockpit(worker, live, options or Options())
    try:
        async with app.run_test(size=(width, height)) as pilot:
            yield pilot, app
    finally:
        assert worker.close(15)
    if app.trouble is not None:
        raise app.trouble


Start = Callable[..., Any]


@pytest.fixture
def start() -> Start:
    @asynccontextmanager
    async def started(
        width: int = 120, height: int = 40, session: FakeSession | None = None, options: Options | None = None
    ) -> AsyncIterator[Driven]:
        mine = session or FakeSession()
        async with running(lambda: mine, width, height, options) as (pilot, app):
            await pilot.pause()
            yield Driven(pilot, mine, app.today)

    return started


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A team on a real database; Thursday, 22 October 2026, 8:30 in the morning."""
    from tests.ui.office import Office

    made = Office(tmp_path / "shop.db")
    yield made
    made.db.close()
