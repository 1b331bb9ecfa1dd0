"""The pages about numbers on a real database: from the alarm to its cause and its task."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from opscockpit.clock import Clock
from opscockpit.services.session import Session
from opscockpit.store import board
from tests.numbers.conftest import Shop
from tests.ui.conftest import Driven, running

NOW = "2026-10-22T10:30:00"
FIRST = date(2026, 7, 1)


def a_shop(folder: Path) -> Shop:
    """Sixteen weeks of visitors and buyers by channel; on the last day hardly anybody buys."""
    shop = Shop(folder, NOW, "Europe/London", "GBP")
    count = (date(2026, 10, 21) - FIRST).days + 1
    visitors = [1000 + (n * 37) % 90 for n in range(count)]
    buyers = [30 + (n * 11) % 6 for n in range(count - 1)] + [4]
    shop.days(FIRST.isoformat(), [{"visitors": v, "buyers": b} for v, b in zip(visitors, buyers, strict=True)])
    return shop


@asynccontextmanager
async def screen(shop: Shop) -> AsyncIterator[Any]:
    """The screen of lin on this shop."""
    path, clock = shop.db.path, Clock(datetime.fromisoformat(NOW))
    async with running(lambda: Session(path, "lin", clock)) as (pilot, app):
        await pilot.pause()
        yield Driven(pilot, None, app.today)  # type: ignore[arg-type]


def said(driven: Any) -> str:
    return "\n".join(driven.lines())


async def test_from_the_alarm_to_its_task_and_its_cause(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    async with screen(shop) as driven:
        await driven.press("A")
        await driven.until(lambda: "Conversion" in said(driven))
        assert "1 new" in driven.lines()[2]
        await driven.press("t")
        await driven.until(lambda: driven.form is not None)
        await driven.press("f2")
        await driven.until(lambda: board.cards(shop.db, shop.store["id"]))
        (card,) = board.cards(shop.db, shop.store["id"])
        assert "Conversion" in card["title"]
        assert "spreads below" in card["note"]
        await driven.press("c", "enter")
        await driven.until(lambda: driven.form is not None)
        await driven.press(*"coupon", "f2")
        await driven.until(lambda: "Closed" in said(driven) and "coupon" in said(driven))


async def test_from_the_list_to_the_chart_and_what_happened(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    async with screen(shop) as driven:
        await driven.press("E")
        await driven.until(lambda: driven.front.id_ == "events" and driven.front.is_current)
        await driven.press("a")
        await driven.until(lambda: driven.form is not None)
        await driven.press(*"new checkout", "enter", *["backspace"] * 8, *"change", "enter", *"2026-10-21", "f2")
        await driven.until(lambda: "new checkout" in said(driven))
        await driven.press("M")
        await driven.until(lambda: "! alarm" in said(driven))
        while driven.front.list.cursor != "conversion":
            await driven.press("down")
        await driven.press("enter")
        await driven.until(lambda: driven.front.id_ == "metric" and "new checkout" in said(driven))
        assert "120 days" in said(driven)
        assert "together" in said(driven)
        await driven.press("h", "h", "enter")
        day = date(2026, 10, 21) - timedelta(days=2)
        await driven.until(lambda: f"{day:%a %d %b} and before" in said(driven))


async def test_what_the_sources_told(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    async with screen(shop) as driven:
        await driven.press("D")
        await driven.until(lambda: "test.report" in said(driven))
        assert "nothing is owed" in driven.lines()[2]
