"""Taking back one's own last changes: whole actions, newest first, and never over somebody else's work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opscockpit import errors
from opscockpit.store import board, day, history, keywords, stores
from opscockpit.store.database import Database, Row
from opscockpit.store.measures import push
from tests.helpers import SetClock, add_shop, fact, measures, new_file, put, report

DAY = date(2026, 3, 5)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Database(new_file(tmp_path), SetClock("2026-03-05T09:00")) as opened:
        yield opened


@pytest.fixture
def store(db: Database) -> Row:
    store = add_shop(db)
    with db.write("lin", "no more", undoable=False) as w:
        w.run("UPDATE action SET undoable = 0 WHERE id < ?", (w.action_id,))
    return store


def task(db: Database, task_id: int) -> dict[str, Any]:
    """A task without what only tells of the order of changes."""
    return {name: value for name, value in dict(board.task(db, task_id)).items() if name != "version"}


def change(db: Database, who: str, task_id: int, **values: Any) -> None:
    row = board.task(db, task_id)
    board.change_task(db, who, row, row["version"], **values)


def test_an_addition_a_change_and_a_removal_are_taken_back(db: Database, store: Row) -> None:
    one = board.add_task(db, "lin", store["id"], title="one", owner="lin")
    before = task(db, one)
    change(db, "lin", one, state="doing", owner="mei")
    assert history.undo_last(db, "lin") == "doing mei · one"
    assert task(db, one) == before
    with db.write("lin", "remove") as w:
        w.run("DELETE FROM task WHERE id = ?", (one,))
    assert history.undo_last(db, "lin") == "remove"
    assert task(db, one) == before
    assert history.undo_last(db, "lin") == "add task · one"
    with pytest.raises(errors.NotFound):
        board.task(db, one)
    with pytest.raises(errors.Refused, match="nothing of lin"):
        history.undo_last(db, "lin")


def test_the_number_of_what_was_taken_back_is_not_given_again(db: Database, store: Row) -> None:
    """A screen that still shows the first one would otherwise change the second."""
    first = board.task(db, board.add_task(db, "lin", store["id"], title="first"))
    history.undo_last(db, "lin")
    second = board.add_task(db, "mei", store["id"], title="second")
    assert second != first["id"]
    with pytest.raises(errors.Conflict, match="lin removed this task"):
        board.change_task(db, "zhou", first, first["version"], state="done")
    assert board.task(db, second)["state"] == "open"


def test_several_changes_of_one_row_go_back_one_by_one(db: Database, store: Row) -> None:
    one = board.add_task(db, "lin", store["id"], title="one")
    states = ["open"]
    for state in ("doing", "done", "open", "dropped"):
        change(db, "lin", one, state=state)
        states.append(state)
    for state in reversed(states[:-1]):
        history.undo_last(db, "lin")
        assert board.task(db, one)["state"] == state


def test_an_action_goes_back_whole(db: Database, store: Row) -> None:
    with db.write("lin", "three at once") as w:
        ids = [
            w.insert("task", store_id=store["id"], title=str(n), created_by="lin", created_at=0, moved_at=0)
            for n in range(3)
        ]
        w.update("task", ids[0], 1, title="changed in the same breath")
        w.run("DELETE FROM task WHERE id = ?", (ids[1],))
    assert len(board.tasks(db, store["id"])) == 2
    history.undo_last(db, "lin")
    assert board.tasks(db, store["id"]) == []


def test_only_ones_own_actions_count(db: Database, store: Row) -> None:
    one = board.add_task(db, "lin", store["id"], title="one")
    two = board.add_task(db, "mei", store["id"], title="two")
    history.undo_last(db, "lin")
    assert [row["id"] for row in board.tasks(db, store["id"])] == [two]
    assert one != two


def test_what_somebody_else_has_changed_since_is_not_taken_back(db: Database, store: Row) -> None:
    one = board.add_task(db, "lin", store["id"], title="one")
    change(db, "lin", one, state="doing")
    change(db, "mei", one, priority=1)
    with pytest.raises(errors.Conflict, match="mei changed this task") as caught:
        history.undo_last(db, "lin")
    assert "priority 1" in str(caught.value)
    assert "title" not in str(caught.value)
    assert (board.task(db, one)["state"], board.task(db, one)["priority"]) == ("doing", 1)


def test_a_change_of_somebody_else_that_went_back_is_no_obstacle(db: Database, store: Row) -> None:
    one = board.add_task(db, "lin", store["id"], title="one")
    change(db, "lin", one, priority=2)
    change(db, "mei", one, priority=1)
    history.undo_last(db, "mei")
    history.undo_last(db, "lin")
    assert board.task(db, one)["priority"] == 3


def test_a_conflict_takes_nothing_of_the_action_back(db: Database, store: Row) -> None:
    with db.write("lin", "two at once") as w:
        values = {"store_id": store["id"], "created_by": "lin", "created_at": 0, "moved_at": 0}
        first, second = w.insert("task", title="a", **values), w.insert("task", title="b", **values)
    change(db, "mei", first, state="doing")
    with pytest.raises(errors.Conflict):
        history.undo_last(db, "lin")
    assert {row["id"] for row in board.tasks(db, store["id"])} == {first, second}


def test_what_others_hung_on_a_row_keeps_it_from_going(db: Database, store: Row) -> None:
    word = keywords.add_keyword(db, "lin", store["id"], word="袜子", product="", owner=None)
    keywords.record_look(db, "zhou", word, DAY, 8)
    with pytest.raises(errors.Refused, match="rank look"):
        history.undo_last(db, "lin")
    assert len(keywords.looks(db, store["id"], DAY, DAY)) == 1
    history.undo_last(db, "zhou")
    history.undo_last(db, "lin")
    assert keywords.keywords(db, store["id"]) == []


def test_a_store_that_is_in_use_cannot_be_taken_back(db: Database) -> None:
    store = add_shop(db)
    board.add_task(db, "mei", store["id"], title="one")
    with pytest.raises(errors.Refused, match="cannot be taken back"):
        history.undo_last(db, "lin")
    assert len(board.tasks(db, store["id"])) == 1
    history.undo_last(db, "mei")
    history.undo_last(db, "lin")
    assert stores.stores(db) == []


def test_twenty_actions_back_and_no_further(db: Database, store: Row) -> None:
    ids = [board.add_task(db, "lin", store["id"], title=str(n)) for n in range(history.UNDO_DEPTH + 3)]
    for _ in range(history.UNDO_DEPTH):
        history.undo_last(db, "lin")
    assert [row["id"] for row in board.tasks(db, store["id"])] == ids[:3]
    with pytest.raises(errors.Refused):
        history.undo_last(db, "lin")
    newer = board.add_task(db, "lin", store["id"], title="newer")
    history.undo_last(db, "lin")
    assert newer not in [row["id"] for row in board.tasks(db, store["id"])]


def test_history_tells_who_when_and_that_it_was_undone(db: Database, store: Row) -> None:
    one = board.add_task(db, "lin", store["id"], title="one")
    change(db, "mei", one, state="doing")
    history.undo_last(db, "mei")
    told = history.of_row(db, "task", one)
    assert [(row["actor"], row["label"]) for row in told] == [
        ("mei", "undo: doing · one"), ("mei", "doing · one"), ("lin", "add task · one"),
    ]  # fmt: skip
    assert {row["at"] for row in told} == {db.clock.stamp()}


def test_undo_of_a_focus_brings_the_former_one_back(db: Database, store: Row) -> None:
    values: dict[str, Any] = {"metric": None, "target": None, "owner": None, "due": None}
    day.set_focus(db, "lin", store["id"], DAY, sentence="first", **values)
    day.set_focus(db, "mei", store["id"], DAY, sentence="second", version=1, **values)
    history.undo_last(db, "mei")
    focus = day.focus_of(db, store["id"], DAY)
    assert focus is not None
    assert (focus["sentence"], focus["set_by"]) == ("first", "lin")


def test_undo_of_a_number_brings_the_day_back(db: Database, store: Row) -> None:
    def type_in(value: int, at: int) -> None:
        push(db, "zhou", store_id=store["id"], day=DAY, measure="visitors", channel="", at=at, value=value)

    def shown() -> int | None:
        return measures(db, store, "2026-03-05").get("visitors")

    type_in(100, 1)
    type_in(180, 2)
    type_in(150, 2)
    assert shown() == 150
    history.undo_last(db, "zhou")
    assert shown() == 180
    history.undo_last(db, "zhou")
    assert shown() == 100
    put(db, store, report("r", [fact("2026-03-05", visitors=900)]))
    history.undo_last(db, "zhou")
    assert shown() == 900


def test_imports_are_not_undone_by_the_key(db: Database, store: Row) -> None:
    put(db, store, report("r", [fact("2026-03-05", visitors=900)]))
    with pytest.raises(errors.Refused, match="nothing of lin"):
        history.undo_last(db, "lin")
