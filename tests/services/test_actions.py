"""What people do: each answers in a sentence, can be taken back, and refuses in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opscockpit import errors
from opscockpit.clock import parse_moment
from opscockpit.services import actions, today
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.store import board, day, keywords
from opscockpit.store.database import Database, Row
from tests.helpers import SetClock, add_routine, add_shop, measures

DAY = date(2026, 3, 5)


@pytest.fixture
def item(db: Database, store: Row) -> int:
    """An item of today's list."""
    add_routine(db, store, "answer the letters", due="10:00")
    today.build(db, "lin", store)
    return int(day.must_items(db, store["id"], DAY)[0]["id"])


def test_a_tick_says_who_and_when_and_can_be_taken_back(db: Database, store: Row, item: int) -> None:
    done = actions.tick(db, "mei", item, 1, "done", "0 complaints")
    assert (done.message, done.id) == ("answer the letters: done", item)
    row = day.must_item(db, item)
    assert (row["state"], row["done_by"], row["done_at"]) == ("done", "mei", db.clock.stamp())
    assert row["evidence"] == "0 complaints"
    assert actions.undo(db, "mei").message == "taken back: done · answer the letters"
    row = day.must_item(db, item)
    assert (row["state"], row["done_by"], row["done_at"], row["evidence"]) == ("open", None, None, "")


def test_opening_again_forgets_who_did_it(db: Database, item: int) -> None:
    actions.tick(db, "mei", item, None)
    assert actions.tick(db, "lin", item, None, "open").message.endswith("open again")
    row = day.must_item(db, item)
    assert (row["state"], row["done_by"], row["done_at"]) == ("open", None, None)


@pytest.mark.parametrize("state", ["skipped", "not_applicable"])
def test_skipping_needs_a_reason(db: Database, item: int, state: str) -> None:
    for reason in ("", "  \t "):
        with pytest.raises(errors.Refused):
            actions.tick(db, "mei", item, 1, state, reason)
    assert day.must_item(db, item)["state"] == "open"
    actions.tick(db, "mei", item, 1, state, " platform\nis down ")
    assert day.must_item(db, item)["evidence"] == "platform is down"


def test_a_tick_that_comes_second_is_told_who_was_first(db: Database, item: int) -> None:
    actions.tick(db, "mei", item, 1)
    with pytest.raises(errors.Conflict, match=r"mei changed this must-do item .*state done"):
        actions.tick(db, "zhou", item, 1, "skipped", "no time")
    assert day.must_item(db, item)["done_by"] == "mei"
    actions.tick(db, "zhou", item, None, "skipped", "no time")
    assert day.must_item(db, item)["done_by"] == "zhou"


def test_things_that_do_not_exist(db: Database) -> None:
    with pytest.raises(errors.NotFound, match="check list"):
        actions.tick(db, "lin", 99, None)
    with pytest.raises(errors.NotFound, match="task list"):
        actions.task_move(db, "lin", 99, None, "done")
    with pytest.raises(errors.NotFound, match="no keyword 99"):
        actions.rank_record(db, "lin", 99, DAY, 3)


GUEST: dict[str, Callable[[Database, Row, int], object]] = {
    "tick": lambda db, store, item: actions.tick(db, "visitor", item, None),
    "task_add": lambda db, store, item: actions.task_add(db, "visitor", store, "x"),
    "task_move": lambda db, store, item: actions.task_move(db, "visitor", 1, None, "done"),
    "task_give": lambda db, store, item: actions.task_give(db, "visitor", 1, None, "lin"),
    "task_edit": lambda db, store, item: actions.task_edit(db, "visitor", 1, 1, title="x", due=None, priority=1),
    "keyword_add": lambda db, store, item: actions.keyword_add(db, "visitor", store, "x"),
    "rank_record": lambda db, store, item: actions.rank_record(db, "visitor", 1, DAY, 1),
    "focus_set": lambda db, store, item: actions.focus_set(db, "visitor", store, DAY, "x"),
    "focus_score": lambda db, store, item: actions.focus_score(db, "visitor", 1, 1, "done"),
    "undo": lambda db, store, item: actions.undo(db, "visitor"),
    "push": lambda db, store, item: actions.push(db, "visitor", store, cut_of(store), "visitors", "1"),
}


@pytest.mark.parametrize("name", GUEST)
def test_a_guest_only_reads(db: Database, store: Row, item: int, name: str) -> None:
    board.add_task(db, "lin", store["id"], title="there")
    before = db.value("SELECT count(*) FROM action")
    with pytest.raises(errors.Refused, match="guest"):
        GUEST[name](db, store, item)
    assert db.value("SELECT count(*) FROM action") == before


def test_an_unknown_login_is_told_the_nearest(db: Database, store: Row) -> None:
    with pytest.raises(errors.NotFound, match="did you mean 'zhou'"):
        actions.task_add(db, "lin", store, "x", owner="zhuo")
    with pytest.raises(errors.NotFound, match="lin, zhou, mei"):
        actions.task_add(db, "lin", store, "x", owner="qqqq")
    assert board.tasks(db, store["id"]) == []


def test_a_task_goes_to_the_owner_of_its_link(db: Database, store: Row) -> None:
    with db.write("lin", "links") as w:
        w.insert("link", store_id=store["id"], name="发货", owner="zhou")
    assert actions.task_add(db, "lin", store, "pack", link="发货").message == "new task for zhou: pack"
    assert actions.task_add(db, "lin", store, "pack", link="发货", owner="mei").message == "new task for mei: pack"
    assert actions.task_add(db, "lin", store, "think").message == "new task for nobody: think"
    with pytest.raises(errors.NotFound, match="发货"):
        actions.task_add(db, "lin", store, "pack", link="发 货")


@pytest.mark.parametrize("title", ["", "   ", "\n\t", "x" * (actions.MAX_TEXT + 1)])
def test_a_title_needs_words_and_has_an_end(db: Database, store: Row, title: str) -> None:
    with pytest.raises(errors.Refused):
        actions.task_add(db, "lin", store, title)


def test_text_is_kept_on_one_line_without_control_characters(db: Database, store: Row) -> None:
    task = actions.task_add(db, "lin", store, " count\tsocks\n\x1b[31m[red] \u202e🧦 ").id
    assert board.task(db, task)["title"] == "count socks [31m[red] 🧦"


@pytest.mark.parametrize("priority", [0, 5, -1])
def test_a_priority_is_one_to_four(db: Database, store: Row, priority: int) -> None:
    with pytest.raises(errors.Refused, match="priority"):
        actions.task_add(db, "lin", store, "x", priority=priority)


def test_states_that_do_not_exist(db: Database, store: Row, item: int) -> None:
    task = actions.task_add(db, "lin", store, "x").id
    with pytest.raises(errors.WrongUsage, match="open, doing, done, dropped"):
        actions.task_move(db, "lin", task, None, "finished")
    with pytest.raises(errors.WrongUsage, match="skipped"):
        actions.tick(db, "lin", item, None, "finished")
    with pytest.raises(errors.WrongUsage, match="partly"):
        actions.focus_score(db, "lin", 1, 1, "great")


# Keywords -----------------------------------------------------------------------------------------------------


def test_a_rank_is_noted_once_a_day_and_replaced(db: Database, store: Row) -> None:
    word = actions.keyword_add(db, "zhou", store, "儿童袜  纯棉").id
    assert keywords.keywords(db, store["id"])[0]["word"] == "儿童袜 纯棉"
    actions.rank_record(db, "zhou", word, DAY, 8)
    actions.rank_record(db, "mei", word, DAY, None)
    (look,) = keywords.looks(db, store["id"], DAY, DAY)
    assert (look["state"], look["rank"], look["seen_by"]) == ("not_found", None, "mei")
    actions.undo(db, "mei")
    (look,) = keywords.looks(db, store["id"], DAY, DAY)
    assert (look["state"], look["rank"], look["seen_by"]) == ("ranked", 8, "zhou")
    with pytest.raises(errors.Refused, match="there already"):
        actions.keyword_add(db, "zhou", store, "儿童袜 纯棉")
    for rank in (0, -1, 10**9):
        with pytest.raises(errors.Refused, match="rank"):
            actions.rank_record(db, "zhou", word, DAY, rank)


# Focus --------------------------------------------------------------------------------------------------------


def test_two_sessions_set_the_focus(path: Path, clock: SetClock) -> None:
    lin, mei = Session(path, "lin", clock), Session(path, "mei", clock)
    lin.today(), mei.today()
    lin.focus_set(None, "restore image A", "conversion", "≥ 9 %", "zhou", "11:00")
    with pytest.raises(errors.Conflict, match="lin set the focus 0 s ago: restore image A"):
        mei.focus_set(None, "call back", None, None, None, None)
    focus = mei.today().header.focus
    assert focus is not None
    assert (focus.sentence, focus.set_by, focus.owner) == ("restore image A", "lin", "zhou")
    mei.focus_set(None, "call back", None, None, None, None)  # she has seen it now and means it
    focus = lin.today().header.focus
    assert focus is not None
    assert (focus.sentence, focus.set_by, focus.version) == ("call back", "mei", 2)
    assert lin.focus_score(focus.id, focus.version, "partly", "16 of 18").message == "scored: partly"
    with pytest.raises(errors.Conflict, match="score partly"):
        mei.focus_score(focus.id, focus.version, "done", "")
    lin.close(), mei.close()


def test_the_focus_of_yesterday_is_shown_until_the_next(path: Path, clock: SetClock) -> None:
    session = Session(path, "lin", clock)
    session.today()
    session.focus_set(None, "first", None, None, None, None)
    clock.at = clock.at.replace(day=6)
    head = session.today().header
    assert head.focus is None
    assert head.previous is not None
    assert (head.previous.sentence, head.previous.score) == ("first", None)
    session.close()


# Numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "measure", "typed", "kept"),
    [
        ("CNY", "visitors", "1840", 1840), ("CNY", "paid", "12940.5", 1294050), ("CNY", "paid", "0", 0),
        ("JPY", "paid", "1980", 1980), ("KWD", "paid", "1.234", 1234), ("CNY", "adjustments", "-3.50", -350),
        ("CNY", "ad_orders", "1.5", 1500),
    ],
)  # fmt: skip
def test_a_number_is_kept_in_minor_units(db: Database, currency: str, measure: str, typed: str, kept: int) -> None:
    store = add_shop(db, "Money", currency=currency)
    actions.push(db, "zhou", store, cut_of(store), measure, typed)
    assert measures(db, store, "2026-03-05") == {measure: kept}


@pytest.mark.parametrize(
    ("measure", "typed"),
    [("visitors", v) for v in ("1.5", "-1", "", "many", "nan", "inf", "1e400", "1e999999999", "sNaN", "1" * 40)]
    + [("paid", v) for v in ("1.005", "-1", "1e30")],
)
def test_what_is_no_number_is_refused(db: Database, store: Row, measure: str, typed: str) -> None:
    with pytest.raises(errors.Refused, match="no value"):
        actions.push(db, "zhou", store, cut_of(store), measure, typed)
    assert measures(db, store, "2026-03-05") == {}


def test_a_number_belongs_to_the_business_day_of_its_moment(db: Database) -> None:
    store = add_shop(db, "Bar", day_starts="04:00")
    moments = [
        ("2026-03-06T03:59", "2026-03-05"),
        ("2026-03-06T04:00", "2026-03-06"),
        ("2026-03-05T23:00+00:00", "2026-03-06"),
    ]
    for n, (at, expected) in enumerate(moments):
        actions.push(db, "zhou", store, cut_of(store), "visitors", str(n + 1), at=parse_moment(at))
        assert measures(db, store, expected)["visitors"] == n + 1


def test_a_number_that_does_not_exist_is_told_the_nearest(db: Database, store: Row) -> None:
    with pytest.raises(errors.NotFound, match="did you mean 'visitors'"):
        actions.push(db, "zhou", store, cut_of(store), "visitor", "1")
