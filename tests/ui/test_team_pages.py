"""Board, routines, links, rules, emergencies, evening, names and drafts: from the keyboard, on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from rich.cells import cell_len

from opscockpit import errors
from opscockpit.services import actions
from opscockpit.store import stores
from opscockpit.ui.options import Options
from opscockpit.ui.pages import PAGES
from tests.ui.office import SIZES, Office

TEAM_PAGES = ("morning", "board", "routines", "links", "rules", "crew", "evening", "grid", "emergencies")


def task(office: Office, title: str, owner: str | None, **fields: object) -> int:
    done = office.team("lin").board.add(title, owner=owner, **fields)
    return int(done.id)


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_fills_every_size_with_chinese_text(office: Office, size: tuple[int, int]) -> None:
    lin = office.team("lin")
    lin.routines.take("marketplace")
    lin.rules.add("主图文字新规：[极限词] 自查 [/x]", effective=None, exposure="14 个款", action="自查")
    task(office, "恢复88号主图A，11点前", "tao", done_when="收藏加购率回到 ≥ 9 %")
    async with office.screen("lin", *size) as screen:
        for entry in PAGES:
            if entry.id in TEAM_PAGES:
                screen.today.cockpit.front.go(entry.id)
                await screen.until(lambda entry=entry: screen.page.id_ == entry.id and screen.page.is_current)
                await screen.pilot.pause()
                lines = screen.words().split("\n")
                assert {cell_len(line) for line in lines} == {size[0]}, entry.id
                await screen.press("end", "home")


async def test_no_sign_of_uncertain_width_where_the_terminal_asks_for_that(office: Office) -> None:
    lin = office.team("lin")
    lin.routines.take("marketplace")
    lin.rules.add("新规 → 自查 · ≥ 9 %", exposure="14 个款 — 主图", action="“自查”")
    lin.board.add("恢复88号主图A → 11点前", owner="tao", done_when="收藏加购率 ≥ 9 %")
    async with office.screen("lin", 120, 40, Options(glyphs="ascii", ambiguous="wide")) as screen:
        for name in TEAM_PAGES:
            screen.page.go(name)
            await screen.until(lambda name=name: screen.page.id_ == name and screen.page.is_current)
            await screen.pilot.pause()
            odd = {char for char in screen.words() if east_asian_width(char) == "A"}
            assert odd == set(), name


async def test_a_card_is_handed_over_and_accepted_or_declined(office: Office) -> None:
    task(office, "price of B12", "lin")
    other = task(office, "recount", "lin")
    async with office.screen("zhou") as screen:
        team = office.team("lin")
        actions.task_give(office.db, "lin", 1, None, "zhou")
        team.board.edit(other, None, note="two boxes")
        actions.task_give(office.db, "lin", other, None, "zhou")
        await screen.until(lambda: screen.page.view.header.offers == 2)
        await screen.go("B", "from lin: yes?", "a accepts")
        await screen.press("a")
        await screen.until(lambda: office.value("SELECT count(*) FROM task WHERE offered_by IS NULL") == 1)
        await screen.press("down")
        await screen.see("two boxes")
        await screen.press("d")
        await screen.fill_in("no time today")
        await screen.until(lambda: office.value("SELECT owner FROM task WHERE id = ?", other) == "lin")
        assert "zhou declined: no time today" in office.value("SELECT note FROM task WHERE id = ?", other)


async def test_take_begin_split_and_unlock(office: Office) -> None:
    task(office, "sign up for the campaign", None)
    async with office.screen("zhou") as screen:
        await screen.go("B", "sign up", "nobody's")
        await screen.press("i")
        await screen.until(lambda: office.value("SELECT owner FROM task") == "zhou")
        await screen.until(lambda: screen.page.board.selected().owner == "zhou")
        await screen.press("b")
        await screen.until(lambda: office.value("SELECT state FROM task") == "doing")
        await screen.press("p")
        await screen.fill_in("base sales", "reviews")
        await screen.until(lambda: office.value("SELECT count(*) FROM task WHERE parent_id = 1") == 2)
        await screen.see("0 of 2", "for sign up")


async def test_ones_own_item_and_card_come_first(office: Office) -> None:
    for who, title in (("lin", "price of B12"), ("zhou", "bids"), ("zhou", "late words")):
        task(office, title, who)
        office.team("lin").routines.add(f"look at {title}", owner=who)
    async with office.screen("zhou") as screen:
        await screen.until(lambda: screen.page.must_do.selected())
        assert screen.page.must_do.selected().title == "look at bids"
        assert screen.page.board.selected().title == "bids"
        await screen.press("4", "left", "space")
        await screen.until(lambda: office.value("SELECT title FROM task WHERE state = 'done'") == "price of B12")
        assert screen.page.board.selected().title == "price of B12", "where one went one stays"


async def test_more_in_work_than_the_limit_warns(office: Office) -> None:
    for n in range(4):
        actions.task_move(office.db, "lin", task(office, f"work {n}", "zhou"), None, "doing")
    async with office.screen("zhou") as screen:
        await screen.go("B", "4 in work, limit 3")
        assert any("◐4!" in line for line in screen.words().split("\n"))


async def test_search_finds_done_tasks_and_their_history(office: Office) -> None:
    office.at(datetime(2026, 10, 12, 9, 0))
    old = task(office, "restore image A", "tao")
    actions.task_move(office.db, "tao", old, None, "done")
    office.at(datetime(2026, 10, 22, 8, 30))
    task(office, "another", "tao")
    async with office.screen() as screen:
        await screen.go("B", "another")
        assert "restore image" not in screen.words()
        await screen.press("slash")
        await screen.see("All 2 tasks")
        await screen.press(*"image", "enter")
        await screen.see("12 Oct 09:00 tao changed", "open → done")


async def test_who_what_when_of_a_card(office: Office) -> None:
    task(office, "price of B12", "lin")
    actions.task_give(office.db, "lin", 1, None, "mei")
    async with office.screen() as screen:
        await screen.go("B", "price of B12")
        await screen.until(lambda: screen.page.board.selected() is not None)
        await screen.press("w")
        await screen.see("Who changed it", "owner: lin → mei", "lin")


async def test_who_else_looks_at_the_card_is_shown(office: Office) -> None:
    card = task(office, "price of B12", "lin")
    async with office.screen() as screen:
        await screen.go("B", "price of B12")
        stores.beat(office.db, "other", "mei", True, f"task:{card}")
        await screen.see("● mei", "looks too")
        assert "lin" not in next(line for line in screen.words().split("\n") if "looks too" in line)
        office.at(datetime(2026, 10, 22, 8, 31))
        await screen.until(lambda: office.value("SELECT count(*) FROM presence WHERE place = 'task:1'") == 2)


async def test_routines_are_added_changed_switched_off_and_ordered(office: Office) -> None:
    async with office.screen() as screen:
        await screen.go("I", "No routines yet")
        await screen.press("a")
        await screen.fill_in("差评逐条回", "mine", "mei", "", "nth 2 1", "９：００", "1000", "5", "count")
        await screen.see("差评逐条回", "second Mon", "09:00–10:00")
        office.team("lin").routines.add("竞店看一眼")
        await screen.see("竞店看一眼")
        await screen.press("full_stop")
        await screen.until(lambda: screen.page.list.rows[0].title == "竞店看一眼")
        assert screen.page.list.selected().title == "差评逐条回"
        await screen.press("space")
        await screen.until(lambda: len(screen.page.list.rows) == 1)
        await screen.press("i")
        await screen.until(lambda: len(screen.page.list.rows) == 2)
        await screen.press("end")
        await screen.see("switched off", "a tick says: a count")


async def test_a_recurrence_that_means_nothing_is_refused_and_stays_typed(office: Office) -> None:
    async with office.screen() as screen:
        await screen.go("I", "No routines yet")
        await screen.press("a")
        await screen.fill_in("x", "mine", "", "", "sometimes")
        await screen.until(lambda: "no recurrence" in screen.said and "kept in the form" in screen.said)
        await screen.press("a")
        await screen.until(lambda: screen.form is not None)
        assert [made.value for made in screen.form.lines][4] == "sometimes"


async def test_a_ready_set_is_taken(office: Office) -> None:
    async with office.screen() as screen:
        await screen.go("I", "No routines yet")
        await screen.press("v")
        await screen.see("routines,")
        await screen.press("enter")
        await screen.until(lambda: len(screen.page.list.rows) > 5)
        await screen.go("L", "step of the process")
        await screen.until(lambda: screen.page.list.rows)


async def test_a_link_without_a_living_owner_is_red_and_gets_one(office: Office) -> None:
    stores.add_person(office.db, "setup", login="old", name="Old", role="member", job="")
    office.team("lin").board.link_add("推广", "old", "zhou", "keyword metric")
    office.team("lin").people.edit("old", active=False)
    async with office.screen() as screen:
        await screen.go("L", "old is not on the team")
        await screen.press("o")
        await screen.see("Owner of 推广")
        await screen.press(*"zhou", "enter")
        await screen.until(lambda: "somebody else than the owner" in screen.said)
        await screen.press("o", *"mei", "enter")
        await screen.until(lambda: office.value("SELECT owner FROM link") == "mei")


async def test_a_task_from_a_keyword_goes_to_the_owner_of_its_link(office: Office) -> None:
    lin = office.team("lin")
    lin.board.link_add("推广", "zhou", None, "keyword")
    actions.keyword_add(office.db, "lin", stores.stores(office.db)[0], "儿童袜", "", None)
    async with office.screen() as screen:
        await screen.press("3", "t")
        await screen.until(lambda: screen.form is not None)
        await screen.see("New task for zhou")
        await screen.press("ctrl+o")
        await screen.until(lambda: office.value("SELECT owner FROM task") == "zhou")
        assert office.value("SELECT source FROM task") == "keyword:1"
        assert office.value("SELECT link FROM task") == "推广"


async def test_rules_count_down_and_looking_is_a_tick(office: Office) -> None:
    async with office.screen() as screen:
        await screen.go("R", "nobody has looked today")
        await screen.press("n")
        await screen.see("looked 08:30 by lin, nothing new")
        await screen.press("a")
        await screen.fill_in("主图文字新规", "+6", "today", "risk", "14 items")
        await screen.see("in 6 days", "without an owner and an action")
        await screen.until(lambda: screen.page.view.header.rules == 1)
        await screen.press("o")
        await screen.see("Whose business")
        await screen.press(*"tao", "enter")
        await screen.see("without an action")
        await screen.press("space")
        await screen.until(lambda: not screen.page.list.rows)
        await screen.press("i")
        await screen.see("主图文字新规")


async def test_an_emergency_runs_on_a_clock_and_is_closed_with_a_result(office: Office) -> None:
    async with office.screen() as screen:
        await screen.go("exclamation_mark", "Playbooks", "none open")
        await screen.press("enter")
        await screen.fill_in("item 88 sold out", "zhou")
        await screen.until(lambda: screen.page.id_ == "emergency" and screen.page.list.rows)
        await screen.see("zhou leads", "item 88 sold out")
        steps = len(screen.page.list.rows)
        await screen.press("space", "down", "minus")
        await screen.fill_in("not ours")
        await screen.until(lambda: office.value("SELECT count(*) FROM emergency_step WHERE state <> 'open'") == 2)
        await screen.see(f"2 of {steps}", "not ours")
        await screen.until(lambda: screen.page.view.header.emergency)
        await screen.press("m")
        await screen.see("Texts to send")
        await screen.press("escape", "c")
        await screen.fill_in("second item in its place")
        await screen.until(lambda: office.value("SELECT result FROM emergency") == "second item in its place")
        await screen.press("escape")
        await screen.see("Over", "second item")


async def test_a_drill_says_that_it_is_one(office: Office) -> None:
    async with office.screen() as screen:
        await screen.go("exclamation_mark", "never drilled")
        await screen.press("d")
        await screen.fill_in("", "")
        await screen.see("Drill:")
        assert office.value("SELECT drill FROM emergency") == 1


async def test_the_evening_is_written_and_shown_as_markdown(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    team = office.team("mei")
    team.routines.add("差评逐条回", owner="mei")
    team.morning.view()
    actions.tick(office.db, "mei", office.value("SELECT id FROM must_item"), None)
    async with office.screen() as screen:
        await screen.go("W", "1 of 1 done", "差评逐条回")
        await screen.press("enter")
        await screen.fill_in("看主图", "报表 9 点 10 分才出", "截单前核一遍")
        await screen.see("看主图", "written by lin")
        await screen.press("m")
        await screen.see("Markdown", "# ", "报表 9 点 10 分才出")
        await screen.press("escape", "x")
        await screen.until(lambda: "saved" in screen.said)
        assert "报表 9 点 10 分才出" in next(tmp_path.rglob("*.md")).read_text(encoding="utf-8")
        await screen.press("left")
        await screen.see("Evening of Wed 21 Oct")
        await screen.press("right")
        await screen.see("Evening of Thu 22 Oct")


async def test_items_say_why_they_do_not_apply_and_what_was_found(office: Office) -> None:
    team = office.team("lin")
    team.routines.add("campaign check", step="mine", owner="lin")
    team.routines.add("bad reviews", step="mine", owner="lin", evidence="count")
    async with office.screen() as screen:
        await screen.see("campaign check")
        await screen.press("a")
        await screen.fill_in("no campaign today")
        await screen.until(lambda: office.value("SELECT count(*) FROM must_item WHERE state = 'not_applicable'") == 1)
        await screen.press("down", "space")
        await screen.fill_in("0 nothing bad")
        await screen.until(lambda: office.value("SELECT found FROM must_item WHERE title = 'bad reviews'") == 0)


async def test_a_shared_account_is_asked_for_the_name_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("getpass.getuser", lambda: "shop")
    stores.set_shared(office.db, "lin", "shop", True)
    async with office.screen("shop") as screen:
        await screen.see("Who are you?")
        await screen.press("escape")
        await screen.until(lambda: screen.page.overlay is None)
        await screen.press("t")
        await screen.see("Who are you?")
        await screen.press(*"mei", "enter")
        await screen.see("mei@shop")
        assert screen.session.who == "mei"
    async with office.screen("mei") as screen:
        await screen.see("mei@shop")
        assert screen.page.overlay is None


async def test_a_list_that_cannot_be_made_keeps_no_page_from_opening(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.team("lin").routines.add("campaign check", step="mine", owner="lin")

    def full(*_: object) -> None:
        raise errors.DatabaseTrouble("the disk is full")

    monkeypatch.setattr("opscockpit.store.day.make_run", full)
    async with office.screen() as screen:
        await screen.see("The list of this day is not made yet")
        await screen.go("G", "Letters")
        assert "disk" not in screen.said


async def test_what_was_typed_survives_a_dropped_line(office: Office) -> None:
    async with office.screen() as screen:
        await screen.press("t")
        await screen.until(lambda: screen.form is not None)
        await screen.press(*"half a th")
        await screen.until(lambda: office.value("SELECT count(*) FROM draft") == 1)
    async with office.screen() as screen:
        await screen.until(lambda: "New task" in screen.said)
        await screen.press("t")
        await screen.until(lambda: screen.form is not None)
        assert screen.form.lines[0].value == "half a th"
        await screen.press("ctrl+o")
        await screen.until(lambda: office.value("SELECT title FROM task") == "half a th")
        await screen.until(lambda: office.value("SELECT count(*) FROM draft") == 0)


async def test_the_loser_of_a_race_can_apply_the_same_again(office: Office) -> None:
    task(office, "price of B12", "lin")
    async with office.screen() as screen:
        await screen.go("B", "price of B12")
        await screen.press("e")
        await screen.until(lambda: screen.form is not None)
        office.team("mei").board.edit(1, None, note="mei was here")
        await screen.fill_in("price of B12 and B13")
        await screen.until(lambda: "mei" in screen.said and "kept in the form" in screen.said)
        await screen.press("e")
        await screen.until(lambda: screen.form is not None)
        assert screen.form.lines[0].value == "price of B12 and B13"
        await screen.press("ctrl+o")
        await screen.until(lambda: office.value("SELECT title FROM task") == "price of B12 and B13")


async def test_people_show_what_the_one_under_the_cursor_has_to_do(office: Office) -> None:
    task(office, "bids", "zhou")
    office.team("lin").routines.add("recheck the tags", owner="mei")
    async with office.screen("lin") as screen:
        await screen.go("P", "周彻")
        assert "bids" not in screen.words()
        await screen.press("down")
        await screen.see("Cards of 周彻  1", "bids")
        await screen.press("down")
        await screen.see("Must do of 梅子  1", "recheck the tags")


async def test_a_routine_says_what_ticks_it(office: Office) -> None:
    office.team("lin").routines.add("实时快照：访客", step="traffic")
    office.team("lin").routines.add("即将超时、揽收异常", step="letters")
    office.team("lin").routines.add("recheck the tags")
    async with office.screen("lin") as screen:
        await screen.go("I", "comes by itself, by typing a snapshot")
        await screen.press("down")
        await screen.see("by counting 即将超时, 揽收异常")
        await screen.press("down")
        await screen.until(lambda: "comes by itself" not in screen.words())


async def test_numbers_are_typed_into_a_grid_and_far_ones_are_asked_about(office: Office) -> None:
    store, desk = stores.stores(office.db)[0], office.team("lin").desk
    for back in range(1, 29):
        office.at(datetime(2026, 10, 22, 23) - timedelta(days=back))
        actions.push(office.db, "lin", store, desk.cut, "visitors", "5000")
    office.at(datetime(2026, 10, 22, 8, 40))
    days = "SELECT value FROM reading WHERE measure = ? AND day = ? ORDER BY at DESC"
    async with office.screen("lin", 80, 24) as screen:
        await screen.go("H", "Numbers by hand", "Visitors", "Wed 21")
        await screen.press("a", *"follow", "enter")
        await screen.until(lambda: screen.page.list.cursor == "followers")
        await screen.press("left", "3", "home", "６", "1", "0", "0", "0")
        await screen.see("61000", "2 typed, d saves", "Wed 21 Oct")
        await screen.press("d")
        await screen.see("Visitors 61,000", "Is it right?")
        await screen.press("enter", "backspace", "d")
        await screen.until(lambda: office.value(days, "visitors", "2026-10-21") == 6100)
        assert office.value(days, "followers", "2026-10-21") == 3
        await screen.until(lambda: not screen.page.list.typed)
        await screen.press("right", "right", "7")
        await screen.see("7")
        await screen.press("escape")
    async with office.screen("lin", 80, 24) as screen:
        await screen.go("H", "1 typed, d saves")


async def test_what_files_say_is_not_typed_over_in_the_grid(office: Office) -> None:
    async with office.screen("lin") as screen:
        await screen.go("H", "Visitors")
        grid = screen.page
        row = grid.list.rows[0]
        cells = tuple(replace(cell, text="12", source="sycm.store", typed=False) for cell in row.cells)
        grid.list.fill([replace(row, cells=cells)])
        await screen.press("5")
        await screen.until(lambda: "comes from sycm.store" in screen.said)
        assert grid.list.typed == {}
