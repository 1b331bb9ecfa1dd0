"""What people say about numbers, on a real database: when one rings, new normals, plans, events, bars, bases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from opscockpit.store import alarms, board, calendars, plans
from tests.helpers import sale
from tests.numbers.conftest import Shop
from tests.ui.number_shop import FIRST, NOW, YESTERDAY, fallen_shop, fill_in, metric, page_of, said, screen, setting


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Numbers of sixteen weeks, fallen yesterday."""
    return fallen_shop(tmp_path)


# When a number rings ------------------------------------------------------------------------------------------


async def test_k_is_chosen_by_how_often_it_would_have_rung_and_undone(shop: Shop) -> None:
    async with screen(shop) as driven:
        await metric(driven, "visitors")
        await driven.press("r")
        await driven.until(lambda: "beyond 3.5 spreads (now, usual)" in said(driven))
        assert said(driven).count(" days, ") >= 6
        await driven.press(*["down"] * 4, "enter")  # after the one in force 2.5, 3, 4
        await driven.until(lambda: setting(shop).get("k") == 5.0)
        await driven.until(lambda: "rings beyond 5 spreads" in driven.front.footer.said)
        await driven.press("u")
        await driven.until(lambda: setting(shop).get("k") is None)


async def test_k_may_be_typed_with_full_width_digits_and_is_checked_in_the_form(shop: Shop) -> None:
    async with screen(shop) as driven:
        await metric(driven, "visitors")
        await driven.press("r")
        await driven.until(lambda: "another number" in said(driven))
        await driven.press(*"another", "enter")
        await fill_in(driven, k="９９")
        await driven.until(lambda: "from 2 to 20" in said(driven))
        await fill_in(driven, k="４．５")
        await driven.until(lambda: setting(shop).get("k") == 4.5)


async def test_a_new_normal_begins_on_the_day_under_the_cursor_and_not_in_the_future(shop: Shop) -> None:
    async with screen(shop) as driven:
        await metric(driven, "visitors")
        await driven.press("h", "h", "b")
        await driven.until(lambda: driven.form is not None)
        day = YESTERDAY - timedelta(days=2)
        assert driven.form.values() == {"day": day.isoformat()}
        await fill_in(driven, day="+3")
        await driven.until(lambda: "still to come" in said(driven))
        await fill_in(driven, day=day.isoformat())
        await driven.until(lambda: setting(shop).get("baseline_from") == day.isoformat())
        await driven.until(lambda: "judged again after" in driven.front.footer.said)
        await driven.press("u")
        await driven.until(lambda: setting(shop).get("baseline_from") is None)


# Plans --------------------------------------------------------------------------------------------------------


async def test_a_plan_is_set_on_the_metric_seen_on_its_page_and_compared_with(shop: Shop) -> None:
    async with screen(shop) as driven:
        await metric(driven, "paid")
        await driven.press("p")
        await driven.until(lambda: driven.form is not None)
        assert driven.form.values() == {"first": "2026-10-01", "last": "2026-10-31", "value": ""}
        await fill_in(driven, value="lots")
        await driven.until(lambda: "no number" in said(driven))
        await fill_in(driven, value="３１，０００")
        await driven.until(lambda: len(plans.plans(shop.db, shop.store["id"], FIRST, date(2026, 12, 31))) == 31)
        page = await page_of(driven, "F", "ahead")
        await driven.press("tab")
        assert "31,000" in said(driven)
        assert "was due by now" in said(driven)
        assert page.plans.selected().gap_sign == -1
        await page_of(driven, "M", "metrics")
        await driven.press(*"cccc")
        await driven.until(lambda: "vs the plan" in said(driven) and "Wed 21 Oct" in said(driven))


async def test_a_plan_is_changed_and_taken_away_on_its_page(shop: Shop) -> None:
    async with screen(shop) as driven:
        page = await page_of(driven, "F", "ahead")
        assert "No plan yet" in said(driven)
        await driven.press("a")
        await driven.until(lambda: "Plan which number" in said(driven))
        await driven.press(*"visitors", "enter")
        await fill_in(driven, value="1000", first="2026-10-01", last="2026-10-07")
        await driven.until(lambda: page.plans.rows)
        assert (page.plans.rows[0].label, page.plans.rows[0].plan) == ("Visitors", "1,000")
        await driven.press("tab", "e")
        await fill_in(driven, value="900")
        await driven.until(lambda: page.plans.rows and page.plans.rows[0].plan == "900")
        await driven.press("minus")
        await driven.until(lambda: not page.plans.rows)
        await driven.press("u")
        await driven.until(lambda: page.plans.rows and page.plans.rows[0].plan == "900")


async def test_a_plan_that_ends_before_it_begins_stays_in_the_form(shop: Shop) -> None:
    async with screen(shop) as driven:
        await metric(driven, "paid")
        await driven.press("p")
        await fill_in(driven, first="2026-10-10", last="2026-10-01", value="10")
        await driven.until(lambda: "cannot end" in said(driven))
        assert driven.form.values()["value"] == "10"


# Bars ---------------------------------------------------------------------------------------------------------


async def test_enter_on_the_traffic_bar_opens_its_channels_and_together_goes_back(shop: Shop) -> None:
    async with screen(shop) as driven:
        page = await metric(driven, "paid")
        await driven.press("tab", "tab")
        assert page.active == "why"
        await driven.press("enter")
        await driven.until(lambda: page.parts.behind is not None)
        assert page.active == "parts"
        assert page.parts.behind.metric == "visitors"
        assert "Behind Visitors" in said(driven)
        rows = {row.name: row for row in page.parts.rows}
        assert rows["search"].delta < rows["ads"].delta
        assert rows["search"].worth.startswith("-")
        await driven.press("enter")
        await driven.until(lambda: driven.front.overlay is not None)
        assert "carries" in said(driven)
        await driven.press("escape", "tab", "end", "enter")
        await driven.until(lambda: page.parts.behind is None)


async def test_conversion_is_opened_by_its_bar_and_then_on_its_own_page(shop: Shop) -> None:
    async with screen(shop) as driven:
        page = await metric(driven, "paid")
        await driven.press("tab", "tab", "down", "enter")
        await driven.until(lambda: page.parts.behind is not None and page.parts.behind.metric == "conversion")
        await driven.press("o")
        await driven.until(lambda: driven.front.detail is not None and driven.front.detail.row.id == "conversion")
        assert "Conversion" in driven.lines()[2]


async def test_the_text_below_the_last_bar_scrolls(shop: Shop) -> None:
    async with screen(shop, 80, 24) as driven:
        page = await metric(driven, "paid")
        await driven.press("tab", "tab", *["down"] * 30)
        assert "newest data" in said(driven)
        assert page.why.factor() == ""
        await driven.press(*["up"] * 40)
        assert "what moved it" in said(driven)


async def test_d_means_the_bar_under_the_cursor_and_then_the_rows_behind_it(shop: Shop) -> None:
    async with screen(shop) as driven:
        page = await metric(driven, "paid")
        await driven.press("d")
        await driven.until(lambda: "(paid)" in said(driven))
        await driven.press("escape", "tab", "tab", "down", "d")
        await driven.until(lambda: "(conversion)" in said(driven))
        await driven.press("escape", "up", "enter")
        await driven.until(lambda: page.active == "parts")
        await driven.press("d")
        await driven.until(lambda: "(visitors)" in said(driven))


async def test_d_on_a_keyword_of_today_says_what_a_place_is(shop: Shop) -> None:
    async with screen(shop) as driven:
        await driven.press("3", "d")
        await driven.until(lambda: "(rank)" in said(driven))


# Snapshots ----------------------------------------------------------------------------------------------------


async def test_a_snapshot_takes_three_numbers_and_asks_about_one_that_is_odd(shop: Shop) -> None:
    def kept() -> dict[str, int]:
        rows = shop.db.rows("SELECT measure, value FROM reading WHERE store_id = ?", (shop.store["id"],))
        return {row["measure"]: row["value"] for row in rows}

    async with screen(shop) as driven:
        await driven.press("V")
        await driven.until(lambda: driven.form is not None)
        await driven.press(*"９９９９９", "enter", *"1２", "enter")
        await fill_in(driven, paid="２４０．５")
        await driven.until(lambda: "Is it right?" in said(driven))
        assert kept() == {}
        await driven.press("enter")
        await driven.until(lambda: driven.form is not None)
        assert driven.form.values()["paid"] == "２４０．５"  # what was typed is kept
        await fill_in(driven, visitors="５００")
        await driven.until(lambda: "snapshot 12:00: 3 numbers" in driven.front.footer.said)
        assert kept() == {"visitors": 500, "buyers": 12, "paid": 24050}
        await driven.press("u")
        await driven.until(lambda: kept() == {})


# Alarms -------------------------------------------------------------------------------------------------------


async def test_an_alarm_goes_into_the_calendar_and_undo_takes_it_out(shop: Shop) -> None:
    async with screen(shop) as driven:
        await page_of(driven, "A", "alarms")
        await driven.until(lambda: driven.front.list.selected() is not None)
        await driven.press("e")
        await driven.until(lambda: driven.form is not None)
        typed = driven.form.values()
        assert (typed["first"], typed["last"], typed["kind"]) == ("2026-10-21", "2026-10-21", "incident")
        await fill_in(driven, kind="fire")
        await driven.until(lambda: "Event is needed" in said(driven))
        await fill_in(driven, name="shop was down")
        await driven.until(lambda: "is one of" in said(driven))
        await fill_in(driven, kind="incident")
        await driven.until(lambda: [
            row for row in calendars.events(shop.db, shop.store["id"], YESTERDAY, YESTERDAY)
            if (row["name"], row["mask"]) == ("shop was down", 1)
        ])  # fmt: skip
        await driven.press("u")
        await driven.until(lambda: not calendars.events(shop.db, shop.store["id"], YESTERDAY, YESTERDAY))


async def test_a_snooze_always_ends(shop: Shop) -> None:
    async with screen(shop) as driven:
        await page_of(driven, "A", "alarms")
        await driven.until(lambda: driven.front.list.selected() is not None)
        await driven.press("z")
        await fill_in(driven, until="")
        await driven.until(lambda: "needed" in said(driven))
        await fill_in(driven, until="+99")
        await driven.until(lambda: "sleeps until a day" in driven.front.footer.said)
        assert {row["state"] for row in alarms.alarms(shop.db, shop.store["id"])} == {"new"}
        await driven.press("z")
        await fill_in(driven, until="+2")
        await driven.until(lambda: "Quiet for now" in said(driven) and "quiet until Sat 24 Oct" in said(driven))


async def test_the_same_cause_is_counted(shop: Shop) -> None:
    with shop.db.write("lin", "old") as w:
        for n, day in enumerate(("2026-09-01", "2026-09-10")):
            w.insert("alarm", store_id=shop.store["id"], metric="visitors", first_day=day, last_day=day, side=-1,
                     z=-5.0, value=1.0, base=2.0, partial=0, state="closed", cause="confirmed", tag="coupon expired",
                     closed_by="lin", closed_at=n + 1)  # fmt: skip
    async with screen(shop) as driven:
        page = await page_of(driven, "A", "alarms")
        await driven.until(lambda: any(row.metric == "conversion" for row in page.list.rows))
        page.list.cursor = next(row.id for row in page.list.rows if row.metric == "conversion")
        page.list.settle()
        await driven.press("c", "enter")
        await fill_in(driven, tag="Coupon expired")
        await driven.until(lambda: "third time: coupon expired" in driven.front.footer.said)


async def test_the_task_of_an_alarm_has_its_owner_and_its_numbers(shop: Shop) -> None:
    board.add_link(shop.db, "lin", shop.store["id"], name="Checkout", owner="zhou", deputy=None, covers="")
    async with screen(shop) as driven:
        page = await page_of(driven, "A", "alarms")
        await driven.until(lambda: any(row.metric == "conversion" for row in page.list.rows))
        page.list.cursor = next(row.id for row in page.list.rows if row.metric == "conversion")
        page.list.settle()
        await driven.press("t")
        await driven.until(lambda: driven.form is not None)
        await driven.press("ctrl+o")
        await driven.until(lambda: board.cards(shop.db, shop.store["id"]))
        (card,) = board.cards(shop.db, shop.store["id"])
        assert (card["owner"], card["link"]) == ("zhou", "Checkout")
        assert "0.49 %" in card["note"]
        assert "spreads below" in card["note"]
        assert "Against Wed 14 Oct 2026" in card["note"]


# Movers and bases ---------------------------------------------------------------------------------------------


async def test_what_moved_beyond_chance_becomes_a_task(tmp_path: Path) -> None:
    shop = Shop(tmp_path, NOW, "Europe/London", "GBP")
    days = [(FIRST + timedelta(days=n), n) for n in range(112)]
    shop.orders([
        sale(f"{day}-{i}", f"{day}T09:{i:02}", 1000, lines=[(1, f"S{i}", f"Sock {i}", pieces, 1000 * pieces)])
        for day, n in days for i in range(4) for pieces in [40 if i == 2 and n == 111 else 1 + (n + i) % 2]
    ] + [sale(f"y{i}", f"2026-10-21T09:{i:02}", 1000, lines=[(1, f"S{i}", f"Sock {i}", 60 if i == 2 else 1, 1000)])
         for i in range(4)])  # fmt: skip
    async with screen(shop) as driven:
        page = await page_of(driven, "K", "movers")
        assert page.products.day == YESTERDAY
        assert [row.name for row in page.products.rows] == ["Sock 2"]
        assert "1 of 4 products" in said(driven)
        await driven.press("t")
        await driven.until(lambda: driven.form is not None)
        assert driven.form.values()["title"].startswith("Sock 2: 60 pieces")
        await driven.press("escape", "h")
        await driven.until(lambda: page.products.day == YESTERDAY - timedelta(days=1))


async def test_c_on_today_goes_through_the_bases_and_back_to_the_usual_day(shop: Shop) -> None:
    async with screen(shop) as driven:
        await driven.press("2")
        usual = driven.lines()[2]
        await driven.press("c")
        await driven.until(lambda: "vs the day before" in said(driven))
        row = next(line for line in driven.lines() if "Visitors" in line)
        assert "Tue 20 Oct" in row
        await driven.press("c")
        await driven.until(lambda: "Wed 14 Oct" in next(line for line in driven.lines() if "Visitors" in line))
        await driven.press("M")
        await driven.until(lambda: "vs the same weekday last week" in said(driven))
        await driven.press("T", "2", *"ccccc")
        await driven.until(lambda: driven.lines()[2] == usual and "vs the" not in said(driven))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_base_stands_beside_the_percent_on_today_at_every_width(shop: Shop, size: tuple[int, int]) -> None:
    async with screen(shop, *size) as driven:
        await driven.press("2", "c", "c")
        await driven.until(lambda: any("Visitors" in line and "Wed 14 Oct" in line for line in driven.lines()))


async def test_the_base_stands_beside_the_percent_on_the_narrowest_screen(shop: Shop) -> None:
    async with screen(shop, 60, 20) as driven:
        await metric(driven, "conversion")
        await driven.until(lambda: "vs Wed 14 Oct 26" in said(driven))
