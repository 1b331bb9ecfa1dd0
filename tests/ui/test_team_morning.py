"""The morning under the fingers: digits, owners, snapshot, ranks, scores, the focus, the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from rich.cells import cell_len

from opscockpit.services import actions
from opscockpit.store import stores
from tests.ui.office import SIZES, Office, Screen


def words_watched(office: Office, *words: str) -> None:
    store = stores.stores(office.db)[0]
    for word in words:
        actions.keyword_add(office.db, "lin", store, word, "袜子", "zhou")


async def begun(screen: Screen) -> None:
    await screen.go("G", "not begun yet")
    await screen.press("enter")
    await screen.until(lambda: screen.page.active == "letters")


@pytest.mark.parametrize("size", SIZES)
async def test_every_step_fits_every_size_with_chinese_text(office: Office, size: tuple[int, int]) -> None:
    words_watched(office, "儿童袜 纯棉", "socks")
    office.team("lin").routines.add("站内信：投诉、违规、工单逐条过", step="letters")
    async with office.screen("lin", *size) as screen:
        await begun(screen)
        for pane in ("letters", "traffic", "keywords", "decide"):
            await screen.until(lambda pane=pane: screen.page.active == pane)
            assert {cell_len(line) for line in screen.words().split("\n")} == {size[0]}
            assert screen.words().split("\n")[1 if size[0] < 100 else 0].strip()
            await screen.press("tab")


async def test_complaints_cannot_be_skipped_only_owned(office: Office) -> None:
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("d")
        await screen.until(lambda: "投诉 wants a count" in screen.said)
        await screen.press("1", "2", "enter")
        await screen.see("wants an owner and a deadline")
        await screen.press("d")
        await screen.until(lambda: "投诉 wants an owner" in screen.said)
        await screen.press("enter")
        await screen.fill_in("mei", "11:30", "颜色不对")
        await screen.see("mei ", "11:30", "颜色不对")
        assert office.value("SELECT amount FROM letter WHERE kind = '投诉'") == 12
        assert office.value("SELECT owner FROM letter WHERE kind = '投诉'") == "mei"


async def test_digits_and_enter_go_through_the_kinds_and_change_is_shown(office: Office) -> None:
    office.at(datetime(2026, 10, 21, 9, 0))
    office.team("lin").letters.count({"投诉": "0", "违规": "0", "工单": "2"})
    office.at(datetime(2026, 10, 22, 8, 30))
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("0", "enter", "0", "enter", "5", "enter")
        await screen.until(lambda: office.value("SELECT count(*) FROM letter WHERE day = '2026-10-22'") == 3)
        await screen.see("+3")
        line = next(line for line in screen.words().split("\n") if "│" in line and "工单" in line)
        assert line.split()[2:6] == ["工单", "5", "2", "+3"]
        assert screen.page.letters.cursor == "letter:营销风险"
        await screen.press("space")
        await screen.until(lambda: office.value("SELECT amount FROM letter WHERE kind = '营销风险'") == 0)


async def test_escape_takes_typed_digits_back_and_arrows_keep_them(office: Office) -> None:
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("7", "7", "escape")
        assert screen.page.id_ == "morning"
        await screen.press("4", "down")
        await screen.until(lambda: office.value("SELECT amount FROM letter WHERE kind = '投诉'") == 4)
        assert screen.page.letters.cursor == "letter:违规"


async def test_a_count_that_somebody_else_typed_first_is_told(office: Office) -> None:
    async with office.screen() as screen:
        await begun(screen)
        lines = screen.page.morning
        office.team("zhou").letters.count({"投诉": "3"})
        screen.page.morning = lines
        await screen.press("9", "enter")
        await screen.until(lambda: "meanwhile" in screen.said or "zhou" in screen.said)
        await screen.see("3")
        assert office.value("SELECT amount FROM letter WHERE kind = '投诉'") == 3


async def test_a_snapshot_far_from_usual_is_asked_about(office: Office) -> None:
    store = stores.stores(office.db)[0]
    for back in range(1, 29):
        day = datetime(2026, 10, 22) - timedelta(days=back)
        office.at(day.replace(hour=23))
        actions.push(office.db, "lin", store, office.team("lin").desk.cut, "visitors", "100")
    office.at(datetime(2026, 10, 22, 8, 40))
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("tab")
        await screen.until(lambda: screen.page.active == "traffic")
        await screen.press("i")
        await screen.fill_in("６１０００")
        await screen.see("Visitors 61,000", "Is it right?")
        await screen.press("enter")
        await screen.fill_in("61")
        await screen.until(lambda: "snapshot 08:40" in screen.said)
        assert office.value("SELECT value FROM reading WHERE day = '2026-10-22'") == 61


async def test_ranked_not_found_and_not_checked_are_three_things(office: Office) -> None:
    words_watched(office, "儿童袜", "船袜", "礼盒")
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("tab", "tab")
        await screen.until(lambda: screen.page.active == "keywords")
        await screen.press("1", "3", "enter", "minus")
        await screen.until(lambda: office.value("SELECT count(*) FROM rank_look") == 2)
        await screen.see("absent", "unseen")
        assert office.value("SELECT rank FROM rank_look WHERE state = 'ranked'") == 13
        await screen.see("1 of 3 not checked")


async def test_the_whole_morning_from_the_keyboard(office: Office) -> None:
    office.at(datetime(2026, 10, 21, 9, 0))
    lin = office.team("lin")
    actions.focus_set(office.db, "lin", lin.desk.store, lin.desk.today(), "袜子套装 连带率", owner="zhou")
    office.at(datetime(2026, 10, 22, 8, 30))
    words_watched(office, "儿童袜")
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("0", "enter", "0", "enter", "d")
        await screen.until(lambda: screen.page.active == "traffic")
        await screen.press("enter")
        await screen.fill_in("610", "9", "9", "1,020")
        await screen.until(lambda: screen.page.traffic.seen)
        await screen.press("enter")
        await screen.until(lambda: screen.page.active == "keywords")
        await screen.press("8", "enter", "enter")
        await screen.until(lambda: screen.page.active == "decide")
        await screen.press("d")
        await screen.until(lambda: "score the focus of" in screen.said)
        await screen.press("2")
        await screen.fill_in("16.4 % of 18 %")
        await screen.until(lambda: office.value("SELECT score FROM focus") == "partly")
        await screen.until(lambda: screen.form is not None and screen.form.title_words == "Focus of the day")
        await screen.fill_in("恢复88号主图A", "收藏加购率", "≥ 9 %", "tao", "11:00", "1.6 %, alarm since Tuesday")
        await screen.until(lambda: screen.page.decide.set)
        await screen.see("1.6 %, alarm since Tuesday")
        await screen.press("a")
        await screen.fill_in("call three buyers", "", "", "mei", "10:00", "three of them wrote at night")
        await screen.until(lambda: office.value("SELECT count(*) FROM focus WHERE rank = 2") == 1)
        await screen.press("d")
        await screen.until(lambda: screen.page.active == "done")
        await screen.see("恢复88号主图A", "call three buyers", "finished 08:30 by lin", "610")
        assert "FOCUS 恢复88号主图A" in screen.words()
        assert office.value("SELECT evidence FROM focus WHERE rank = 2") == "three of them wrote at night"


async def test_f_scores_the_side_things_too_and_the_form_of_today_follows_by_itself(office: Office) -> None:
    office.at(datetime(2026, 10, 21, 9, 0))
    lin = office.team("lin")
    actions.focus_set(office.db, "lin", lin.desk.store, lin.desk.today(), "bundle rate", owner="zhou")
    lin.morning.side("call three buyers", owner="mei")
    office.at(datetime(2026, 10, 22, 8, 30))
    async with office.screen() as screen:
        await screen.press("f")
        await screen.see("Was it reached? bundle rate")
        await screen.press("enter")
        await screen.see("Reached: bundle rate")
        await screen.press("enter")  # reached needs no reason
        await screen.see("Was it reached? call three buyers")
        await screen.press("down", "down", "enter")
        await screen.see("Not reached: call three buyers")
        await screen.press("enter")
        await screen.see("Why is needed")
        await screen.fill_in("only one answered")
        await screen.until(lambda: screen.form is not None and screen.form.title_words == "Focus of the day")
        assert office.value("SELECT group_concat(score) FROM (SELECT score FROM focus ORDER BY rank)") == "done,no"
        await screen.fill_in("price of B12", "", "", "lin", "", "")
        await screen.see("FOCUS price of B12")


async def test_who_is_second_to_set_the_focus_is_asked(office: Office) -> None:
    zhou = office.team("zhou")
    async with office.screen() as screen:
        await screen.press("f")
        await screen.until(lambda: screen.form is not None)
        actions.focus_set(office.db, "zhou", zhou.desk.store, zhou.desk.today(), "zhou was faster")
        await screen.fill_in("mine", "", "", "lin", "")
        await screen.see("zhou", "replace it by mine", "add mine as a side focus")
        await screen.press("enter")
        await screen.until(lambda: office.value("SELECT sentence FROM focus WHERE rank = 2") == "mine")
        assert office.value("SELECT sentence FROM focus WHERE rank = 1") == "zhou was faster"


async def test_a_focus_that_arrived_while_the_form_was_open_is_not_replaced_unasked(office: Office) -> None:
    zhou = office.team("zhou")
    async with office.screen() as screen:
        await screen.press("f")
        await screen.until(lambda: screen.form is not None)
        actions.focus_set(office.db, "zhou", zhou.desk.store, zhou.desk.today(), "zhou was faster")
        await screen.until(lambda: screen.page.view.header.focus is not None)
        await screen.fill_in("mine", "", "", "lin", "")
        await screen.see("zhou set the focus", "replace it by mine")
        await screen.press("down", "enter")
        await screen.until(lambda: office.value("SELECT sentence FROM focus") == "mine")


async def test_left_the_clock_stops_and_the_morning_goes_on_where_it_stood(office: Office) -> None:
    async with office.screen() as screen:
        await begun(screen)
        await screen.press("0", "enter", "0", "enter", "d")
        await screen.until(lambda: screen.page.active == "traffic")
        await screen.press("escape")
        await screen.until(lambda: office.value("SELECT running_since FROM morning") is None)
        assert screen.page.id_ == "today"
        await screen.see("morning paused, 1 of 4")
        await screen.go("G", "the clock is stopped at Traffic")
        assert screen.page.active == "traffic"
        await screen.press("enter")
        await screen.until(lambda: office.value("SELECT running_since FROM morning") is not None)


async def test_what_was_left_open_is_decided_before_it_begins(office: Office) -> None:
    office.at(datetime(2026, 10, 21, 9, 0))
    team = office.team("lin")
    team.routines.add("复查吊牌", owner="mei")
    team.morning.view()
    office.at(datetime(2026, 10, 22, 8, 30))
    async with office.screen() as screen:
        await screen.see("1 left: v")
        await screen.go("G", "复查吊牌", "Enter decides")
        await screen.press("enter", *"drop", "enter")
        await screen.fill_in("tags are gone")
        await screen.until(lambda: office.value("SELECT state FROM must_item WHERE day = '2026-10-21'") == "skipped")
        await screen.until(lambda: not screen.page.start.rows)
