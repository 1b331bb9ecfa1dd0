"""Every table that people change keeps its whole history and moves its topic. Made from the schema itself, so that a
new column or table cannot be forgotten."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from opscockpit import locations
from opscockpit.store.database import Database, Writer
from tests.helpers import new_file

AUDITED = sorted(
    set(re.findall(r"CREATE TRIGGER \w+ AFTER \w+ ON (\w+) BEGIN\s+INSERT INTO audit", locations.schema_text()))
)

SPECIAL: dict[tuple[str, str], tuple[Any, Any]] = {
    ("store", "currency"): ("CNY", "EUR"),
    ("store", "day_starts"): ("00:00", "04:00"),
    ("rank_look", "state"): ("ranked", "ranked"),
    ("cost", "kind"): ("item", "item"),
}
"""Two values each for columns whose rule is more than a list or a range."""


def has_version(columns: list[Any]) -> bool:
    return {"id", "version"} <= {column["name"] for column in columns}


def test_the_tables_that_people_change_are_audited(tmp_path: Path) -> None:
    with Database(new_file(tmp_path)) as db:
        tables = [row["name"] for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        changed = [t for t in tables if has_version(db.rows(f"PRAGMA table_info({t})"))]
    assert sorted(changed) == AUDITED
    assert len(AUDITED) > 10


class Maker:
    """Values that keep every rule of the schema, different in every column and row."""

    def __init__(self, w: Writer) -> None:
        self.w = w
        self.made = 0

    def parents(self, table: str) -> dict[str, int | None]:
        """New rows that a row of this table belongs to, by column; a row belongs to no other of its own table."""
        found = self.w.rows(f"PRAGMA foreign_key_list({table})")
        return {fk["from"]: None if fk["table"] == table else self.row(fk["table"]) for fk in found}

    def row(self, table: str) -> int:
        """A new row and all that it belongs to."""
        return self.w.insert(table, **self.parents(table), **self.values(table, 0))

    def values(self, table: str, which: int) -> dict[str, Any]:
        """The first or the second value for every column of its own."""
        self.made += 1
        given = {fk["from"] for fk in self.w.rows(f"PRAGMA foreign_key_list({table})")} | {"id", "version"}
        columns = self.w.rows(f"PRAGMA table_info({table})")
        return {c["name"]: self.value(table, c, which) for c in columns if c["name"] not in given}

    def value(self, table: str, column: Any, which: int) -> Any:
        """The first or the second value of a column."""
        if (table, column["name"]) in SPECIAL:
            return SPECIAL[table, column["name"]][which]
        sql = self.w.value("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
        if found := re.search(rf"\b{column['name']} IN \(([^)]+)\)", sql):
            allowed = [word.strip().strip("'") for word in found[1].split(",")]
            choice = [word for word in allowed if word][which]
            return int(choice) if column["type"] == "INTEGER" else choice
        if found := re.search(rf"\b{column['name']} BETWEEN (\d+) AND", sql):
            return int(found[1]) + which
        if column["type"] in ("INTEGER", "REAL"):
            number = 1000 * self.made + 10 * column["cid"] + which
            return number if column["type"] == "INTEGER" else number / 8
        return f"{column['name']} {self.made} {'später' if which else '早'}"


def whole(w: Writer, table: str, row_id: int) -> dict[str, Any]:
    return dict(w.rows(f"SELECT * FROM {table} WHERE id = ?", (row_id,))[0])


def last_audit(w: Writer) -> dict[str, Any]:
    found = dict(w.rows("SELECT * FROM audit ORDER BY id DESC LIMIT 1")[0])
    return {**found, **{side: found[side] and json.loads(found[side]) for side in ("before", "after")}}


def topics(w: Writer) -> dict[str, int]:
    return {row["topic"]: row["n"] for row in w.rows("SELECT * FROM revision")}


def moved(before: dict[str, int], after: dict[str, int]) -> list[str]:
    return [topic for topic in after if after[topic] != before[topic]]


@pytest.mark.parametrize("table", AUDITED)
def test_before_and_after_are_the_full_row(tmp_path: Path, table: str) -> None:
    with Database(new_file(tmp_path)) as db:
        with db.write("lin", "add") as w:
            maker = Maker(w)
            parents = maker.parents(table)
            start = topics(w)
            row_id = w.insert(table, **parents, **maker.values(table, 0))
            added, entry = whole(w, table, row_id), last_audit(w)
            assert (entry["table_name"], entry["row_id"], entry["action_id"]) == (table, row_id, w.action_id)
            assert (entry["before"], entry["after"]) == (None, added)
            assert [name for name, value in added.items() if value is None and parents.get(name, 0) is not None] == []
            first = moved(start, topics(w))
            assert len(first) == 1
        with db.write("mei", "change") as w:
            start = topics(w)
            w.update(table, row_id, 1, **Maker(w).values(table, 1))
            changed, entry = whole(w, table, row_id), last_audit(w)
            assert (entry["before"], entry["after"]) == (added, changed)
            assert changed["version"] == 2
            assert moved(start, topics(w)) == first
        with db.write("tao", "remove") as w:
            start = topics(w)
            w.run(f"DELETE FROM {table} WHERE id = ?", (row_id,))
            entry = last_audit(w)
            assert (entry["table_name"], entry["row_id"]) == (table, row_id)
            assert (entry["before"], entry["after"]) == (changed, None)
            assert moved(start, topics(w)) == first
        assert [row["actor"] for row in db.rows("SELECT actor FROM action ORDER BY id")] == ["lin", "mei", "tao"]


@pytest.mark.parametrize(
    ("table", "topic"),
    [("task", "tasks"), ("link", "tasks"), ("must_item", "must_do"), ("focus", "focus"), ("keyword", "keywords"),
     ("rank_look", "keywords"), ("letter", "letters"), ("reading", "metrics"), ("person", "people"),
     ("store", "stores"), ("calendar_event", "calendar")],
)  # fmt: skip
def test_which_topic_a_table_moves(table: str, topic: str) -> None:
    sql = locations.schema_text()
    for what in ("added", "changed", "removed"):
        body = re.search(rf"CREATE TRIGGER {table}_{what} .*?\nEND;", sql, re.DOTALL)
        assert body is not None
        assert re.findall(r"WHERE topic = '(\w+)'", body[0]) == [topic]
