"""The demo's team: who they are, what they have on their desks, and how they work on while one looks."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from opscockpit.services import actions, demo_past
from opscockpit.services.shops import cut_of
from opscockpit.store import board, day, keywords
from opscockpit.store.database import Database, Row, Value
from opscockpit.store.seed import add_rows

_BUSY_SECONDS = 40
"""A colleague does something about as often."""


def add_people(db: Database, people: list[dict[str, str]]) -> None:
    """The six of the team."""
    add_rows(db, "demo", "the team", "person", people)


def add_work(db: Database, store: Row, key: str, plan: Mapping[str, Any], today: date, by: timedelta) -> None:
    """Links, routines, tasks, keywords, letters, events and the focus of the last days of one store."""

    def rows(table: str) -> list[dict[str, Any]]:
        return [{**row, "store_id": store["id"]} for row in plan[table].get(key, [])]

    add_rows(db, "demo", "links", "link", rows("links"))
    demo_past.add_routines(db, store, rows("routines"), today)
    add_rows(db, "demo", "letters", "letter", [x for row in rows("letters") for x in _letters(row, today)])
    add_rows(db, "demo", "calendar", "calendar_event", [_event(row, by) for row in rows("events")])
    _add_tasks(db, store, rows("tasks"), today)
    _add_keywords(db, rows("keywords"), store, today)
    add_rows(db, "demo", "focus", "focus", [_focus(row, store, today) for row in rows("focus")])
    demo_past.add_pages(db, store, plan, key, today)


def _at(store: Row, on: date, hour: int, minute: int = 0) -> int:
    return int((cut_of(store).bounds(on)[0] + timedelta(hours=hour, minutes=minute)).timestamp())


def _letters(row: dict[str, Any], today: date) -> list[dict[str, Value]]:
    common = {"store_id": row["store_id"], "kind": row["kind"], "owner": row.get("owner") or None}
    return [
        {
            **common,
            "day": (today - timedelta(days=1)).isoformat(),
            "amount": row["yesterday"],
            "state": "done",
        },
        {
            **common,
            "day": today.isoformat(),
            "amount": row["today"],
            "text": row.get("text", ""),
            "deadline": row.get("due"),
        },
    ]


def _event(row: dict[str, Any], by: timedelta) -> dict[str, Value]:
    return {
        "store_id": row["store_id"],
        "kind": row["kind"],
        "name": row["name"],
        "first_day": (row["first"] + by).isoformat(),
        "last_day": (row["last"] + by).isoformat(),
        "align_key": row.get("align_key"),
        "mask": int(row["mask"]),
    }


def _add_tasks(db: Database, store: Row, rows: list[dict[str, Any]], today: date) -> None:
    ids: dict[str, int] = {}
    for row in rows:
        moved = min(_at(store, today + timedelta(days=row.get("moved", -3)), 11), db.clock.stamp())
        task = {
            "store_id": row["store_id"],
            "title": row["title"],
            "owner": row["owner"] or None,
            "state": row["state"],
            "due": (today + timedelta(days=row["due"])).isoformat(),
            "priority": row["priority"],
            "parent_id": ids.get(row.get("parent", "")),
            "link": row.get("link"),
            "done_when": row.get("done_when", ""),
            "metric": row.get("metric"),
            "note": row.get("note", ""),
            "offered_by": row.get("offered_by"),
            "offered_from": row.get("offered_from"),
            "created_by": "lin",
            "created_at": moved,
            "moved_at": moved,
        }
        ids[row["key"]] = add_rows(db, "lin", row["title"], "task", [task], at=moved)[0]


def _add_keywords(db: Database, rows: list[dict[str, Any]], store: Row, today: date) -> None:
    looks: list[dict[str, Value]] = []
    for row in rows:
        word = {name: row[name] for name in ("store_id", "word", "product", "owner")}
        keyword_id = add_rows(db, "demo", row["word"], "keyword", [word])[0]
        seen = row["ranks"].split()
        for n, rank in enumerate(seen):
            on = today - timedelta(days=len(seen) - n)
            if rank != "-":
                looks.append(
                    {
                        "keyword_id": keyword_id,
                        "day": on.isoformat(),
                        "rank": None if rank == "x" else int(rank),
                        "state": "not_found" if rank == "x" else "ranked",
                        "seen_by": row["owner"],
                        "seen_at": _at(store, on, 8, 50),
                    }
                )
    add_rows(db, "demo", "ranks", "rank_look", looks)


def _focus(row: dict[str, Any], store: Row, today: date) -> dict[str, Value]:
    on = today + timedelta(days=row["day"])
    scored = "score" in row
    return {
        "store_id": row["store_id"],
        "day": on.isoformat(),
        "sentence": row["sentence"],
        "metric": row.get("metric"),
        "target": row.get("target"),
        "owner": row["owner"],
        "due": row.get("due"),
        "evidence": row.get("evidence", ""),
        "set_by": "lin",
        "set_at": _at(store, on, 9, 20),
        "score": row.get("score"),
        "score_note": row.get("note", ""),
        "scored_by": "lin" if scored else None,
        "scored_at": _at(store, on + timedelta(days=1), 8, 32) if scored else None,
    }


class Colleagues:
    """The others at work: now and then one ticks an item, looks at a rank or takes up a task."""

    def __init__(self, store_id: int, seed: int) -> None:
        """`seed` makes their choices repeatable."""
        self._store_id = store_id
        self._chance = random.Random(seed)
        self._next: datetime | None = None

    def step(self, db: Database, now: datetime, today: date) -> None:
        """Do the next thing, when its time has come."""
        if self._next is None:
            self._next = now + timedelta(seconds=_BUSY_SECONDS / 2)
        if now < self._next:
            return
        self._next = now + timedelta(seconds=self._chance.uniform(0.5, 1.5) * _BUSY_SECONDS)
        self._chance.choice((self._tick, self._tick, self._rank, self._task))(db, today)

    def _tick(self, db: Database, today: date) -> None:
        todo = [
            row
            for row in day.must_items(db, self._store_id, today)
            if row["state"] == "open" and row["owner"] not in (None, "lin")
        ]
        if todo:
            row = self._chance.choice(todo)
            evidence = {"count": "0", "words": "OK"}.get(row["wants"], "")
            actions.tick(db, row["owner"], row["id"], row["version"], "done", evidence)

    def _rank(self, db: Database, today: date) -> None:
        looked = {look["keyword_id"] for look in keywords.looks(db, self._store_id, today, today)}
        words = [row for row in keywords.keywords(db, self._store_id) if row["id"] not in looked]
        if words:
            row = self._chance.choice(words)
            last = keywords.looks(db, self._store_id, today - timedelta(days=7), today - timedelta(days=1))
            ranks = [look["rank"] for look in last if look["keyword_id"] == row["id"] and look["rank"]]
            rank = max(1, ranks[-1] + self._chance.choice((-1, 0, 0, 1))) if ranks else None
            actions.rank_record(db, row["owner"] or "zhou", row["id"], today, rank)

    def _task(self, db: Database, today: date) -> None:
        waiting = [
            row
            for row in board.cards(db, self._store_id)
            if row["state"] == "open" and row["owner"] not in (None, "lin")
        ]
        if waiting:
            row = self._chance.choice(waiting)
            actions.task_move(db, row["owner"], row["id"], row["version"], "doing")
