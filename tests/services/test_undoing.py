"""Taking back one's own changes where others have gone on from the newest of them; and the history of every row."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from opscockpit import errors, locations
from opscockpit.services import actions
from opscockpit.services.session import Session
from opscockpit.services.trail import TABLES
from opscockpit.store import board
from opscockpit.store.database import Database, Row
from tests.helpers import SetClock


def change(db: Database, who: str, task: int, **values: str | int) -> None:
    board.change_task(db, who, board.task(db, task), None, **values)


def test_one_that_others_built_on_is_told_of_and_then_passed_over(path: Path, db: Database, store: Row) -> None:
    with contextlib.closing(Session(path, "zhou", SetClock("2026-03-05T09:00"))) as session:
        first, second = (session.task_add(title, "zhou", None, 3, None, None).id for title in ("first", "second"))
        session.task_move(first, 1, "doing")
        session.task_move(second, 1, "doing")
        change(db, "mei", second, priority=1)
        with pytest.raises(errors.Conflict) as caught:
            session.undo()
        said = str(caught.value)
        assert said.startswith("your “doing · second” stays: mei changed this task")
        assert said.endswith(". Undo once more takes back the one before: “doing · first”")
        assert board.task(db, second)["state"] == "doing"
        assert session.undo() == "taken back: doing · first"
        assert board.task(db, first)["state"] == "open"
        with pytest.raises(errors.CockpitError, match=r"^your “add task · second” stays: .*: “add task · first”$"):
            session.undo()
        assert session.undo() == "taken back: add task · first"


def test_what_was_passed_over_goes_back_once_nothing_stands_in_its_way(path: Path, db: Database, store: Row) -> None:
    with contextlib.closing(Session(path, "zhou", SetClock("2026-03-05T09:00"))) as session:
        task = board.add_task(db, "mei", store["id"], title="shared")
        session.task_move(task, 1, "doing")
        change(db, "mei", task, state="done")
        with pytest.raises(errors.Conflict):
            session.undo()
        with pytest.raises(errors.Refused, match="nothing else of zhou"):
            session.undo()
        actions.undo(db, "mei")
        assert session.undo() == "taken back: doing · shared"


def test_a_new_change_goes_back_before_those_that_were_passed_over(path: Path, db: Database, store: Row) -> None:
    with contextlib.closing(Session(path, "zhou", SetClock("2026-03-05T09:00"))) as session:
        task = board.add_task(db, "mei", store["id"], title="shared")
        session.task_move(task, 1, "doing")
        change(db, "mei", task, state="done")
        with pytest.raises(errors.Conflict):
            session.undo()
        session.task_add("new", "zhou", None, 3, None, None)
        assert session.undo() == "taken back: add task · new"


def test_twenty_go_back_and_no_more(path: Path, db: Database, store: Row) -> None:
    with contextlib.closing(Session(path, "zhou", SetClock("2026-03-05T09:00"))) as session:
        for n in range(22):
            session.task_add(str(n), "zhou", None, 3, None, None)
        for n in reversed(range(2, 22)):
            assert session.undo() == f"taken back: add task · {n}"
        with pytest.raises(errors.Refused, match="nothing of zhou left"):
            session.undo()
    assert [row["title"] for row in board.tasks(db, store["id"])] == ["0", "1"]


def test_every_row_that_people_change_has_a_history(path: Path, store: Row) -> None:
    audited = re.findall(r"CREATE TRIGGER (\w+)_changed", locations.schema_text())
    assert set(audited) == TABLES
    with contextlib.closing(Session(path, "zhou", SetClock("2026-03-05T09:00"))) as session:
        task = session.task_add("count socks", "zhou", None, 3, None, None).id
        session.task_move(task, 1, "doing")
        session.undo()
        lines = session.team.trail.of(f"task:{task}")
        assert [(line.who, line.what) for line in lines] == [
            ("zhou", "undid: doing · count socks"), ("zhou", "changed"), ("zhou", "added"),
        ]  # fmt: skip
        assert lines[1].changes == ("state: open → doing",)
