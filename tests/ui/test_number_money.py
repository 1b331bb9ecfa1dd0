"""The page of money on a real database: ladder, costs, refunds, periods; and entries of the dictionary."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.helpers import sale
from tests.numbers.conftest import Shop
from tests.ui.number_shop import NOW, YESTERDAY, fill_in, page_of, said, screen


@pytest.fixture
def orders(tmp_path: Path) -> Shop:
    """Orders with lines, one given back."""
    shop = Shop(tmp_path, NOW, "Europe/London", "GBP")
    both = [(1, "S1", "Wool", 1, 4000), (2, "S2", "Silk", 1, 1000)]
    shop.orders([
        *(sale(f"O{n}", f"2026-10-{n + 1:02}T09:00", 5000, lines=both) for n in range(20)),
        sale("back", "2026-10-20T10:00", 2000, refunded=2000, refunded_at=datetime(2026, 10, 21, 9),
             lines=[(1, "S2", "Silk", 2, 2000)]),
    ])  # fmt: skip
    return shop


async def test_costs_are_typed_where_they_lack_and_the_ladder_follows(orders: Shop) -> None:
    async with screen(orders) as driven:
        page = await page_of(driven, "Y", "money")
        assert "After goods" in said(driven)
        assert "known for 0 % of sales" in said(driven)
        rungs = {row.id: row for row in page.ladder.rows}
        assert rungs["cm1"].amount is None
        await driven.press("tab", "tab", "down", "down")
        assert page.costs.selected().name == "Wool"
        await driven.press("a")
        await fill_in(driven, cost="free")
        await driven.until(lambda: "no number" in said(driven))
        await fill_in(driven, cost="１２．５０", **{"from": "2026-10-01"})
        await driven.until(lambda: {row.id: row for row in page.ladder.rows}["cm1"].amount is not None)
        assert "of net sales" in said(driven)
        await driven.press("u")
        await driven.until(lambda: {row.id: row for row in page.ladder.rows}["cm1"].amount is None)


async def test_a_cost_taken_away_is_not_known_again(orders: Shop) -> None:
    async with screen(orders) as driven:
        page = await page_of(driven, "Y", "money")
        await driven.press("tab", "tab", "a")
        await fill_in(driven, cost="5 %", **{"from": "2026-10-01"})
        await driven.until(lambda: page.costs.rows[0].cost == "5.00 %")
        await driven.press("minus")
        await driven.until(lambda: page.costs.rows[0].cost == "")


async def test_the_ladder_adds_up_and_each_rung_has_its_entry(orders: Shop) -> None:
    async with screen(orders) as driven:
        page = await page_of(driven, "Y", "money")
        rungs = {row.id: row.amount for row in page.ladder.rows}
        assert rungs["net_sales"] == rungs["paid"] + rungs["refunds"]
        for row in page.ladder.rows:
            page.ladder.cursor = page.ladder.key_of(row)
            await driven.press("d")
            await driven.until(lambda: driven.front.overlay is not None)
            assert f"({row.id})" in said(driven)
            await driven.press("escape")


async def test_periods_go_back_and_never_beyond_yesterday(orders: Shop) -> None:
    async with screen(orders) as driven:
        page = await page_of(driven, "Y", "money")
        assert (page.found.first, page.found.last) == (date(2026, 10, 1), YESTERDAY)
        await driven.press("h")
        await driven.until(lambda: page.found.first == date(2026, 9, 1) and page.found.last == date(2026, 9, 30))
        await driven.press("l")
        await driven.until(lambda: page.found.last == YESTERDAY)
        await driven.press("l")
        await driven.pilot.pause()
        assert page.found.last == YESTERDAY
        await driven.press("p")
        await driven.until(lambda: page.found.first == date(2026, 10, 19))
        await driven.press("p")
        await driven.until(lambda: page.found.first == page.found.last == YESTERDAY)


async def test_refunds_open_from_their_bar(orders: Shop) -> None:
    async with screen(orders) as driven:
        page = await page_of(driven, "Y", "money")
        line = {row.day: row for row in page.refunds.rows}[date(2026, 10, 20)]
        assert (line.so_far, line.given) == ("28.6 %", "0.00")
        await driven.press("tab", "enter")
        await driven.until(lambda: driven.front.id_ == "metric" and driven.front.detail is not None)
        assert driven.front.detail.row.id == "refunds"


@pytest.mark.parametrize(("key", "page"), [("M", "metrics"), ("Y", "money"), ("F", "ahead"), ("K", "movers")])
async def test_d_opens_an_entry_on_every_page_with_numbers(orders: Shop, key: str, page: str) -> None:
    async with screen(orders) as driven:
        await page_of(driven, key, page)
        await driven.press("d")
        await driven.until(lambda: driven.front.overlay is not None)
        assert "= " in said(driven)
