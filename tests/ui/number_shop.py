"""A shop with numbers worth talking about, and a screen on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from opscockpit.clock import Clock
from opscockpit.services.session import Session
from opscockpit.store import plans
from tests.numbers.conftest import Shop
from tests.ui.conftest import Driven, running

NOW = "2026-10-22T12:00:00"
FIRST, YESTERDAY = date(2026, 7, 1), date(2026, 10, 21)


def fallen_shop(folder: Path) -> Shop:
    """Sixteen weeks of visitors by channel, buyers and sales; yesterday hardly anybody came from search or bought."""
    made = Shop(folder, NOW, "Europe/London", "GBP")
    count = (YESTERDAY - FIRST).days + 1
    search = [700 + (n * 37) % 90 for n in range(count - 1)] + [500]
    ads = [300 + (n * 13) % 30 for n in range(count)]
    buyers = [30 + (n * 11) % 6 for n in range(count - 1)] + [4]
    rows = zip(search, ads, buyers, strict=True)
    made.days(FIRST.isoformat(), [{"visitors": s + a, "buyers": b, "paid": b * 2000} for s, a, b in rows])
    for channel, visitors in (("search", search), ("ads", ads)):
        made.days(FIRST.isoformat(), [{"visitors": v} for v in visitors], source=f"test.{channel}",
                  dims={"channel": channel}, grain="channel")  # fmt: skip
    return made


@asynccontextmanager
async def screen(shop: Shop, width: int = 120, height: int = 40) -> AsyncIterator[Any]:
    """The screen of lin on this shop."""
    path = shop.db.path
    clock = Clock(datetime.fromisoformat(NOW))
    async with running(lambda: Session(path, "lin", clock), width, height) as (pilot, app):
        driven = Driven(pilot, None, app.today)  # type: ignore[arg-type]
        await driven.until(lambda: app.today.view is not None)
        yield driven


def said(driven: Any) -> str:
    return "\n".join(driven.lines())


async def fill_in(driven: Any, **values: str) -> None:
    """Type into the named fields of the form and save it."""
    await driven.until(lambda: driven.form is not None)
    for field, line in zip(driven.form.fields, driven.form.lines, strict=True):
        line.value = values.get(field.id, line.value)
    await driven.press("ctrl+o")


async def page_of(driven: Any, key: str, page: str) -> Any:
    await driven.press(key)
    await driven.until(lambda: driven.front.id_ == page and driven.front.is_current)
    await driven.until(lambda: driven.front.answered_for is not None)
    await driven.pilot.pause()
    return driven.front


async def metric(driven: Any, name: str) -> Any:
    driven.front.go("metric", name)
    await driven.until(lambda: driven.front.id_ == "metric" and driven.front.is_current)
    await driven.until(lambda: driven.front.detail is not None and driven.front.detail.row.id == name)
    await driven.pilot.pause()
    return driven.front


def setting(shop: Shop) -> dict[str, Any]:
    rows = plans.settings(shop.db, shop.store["id"])
    return dict(rows[0]) if rows else {}
