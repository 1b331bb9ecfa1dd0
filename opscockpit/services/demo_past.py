"""The demo team's last weeks: lists that were ticked, pages that were written, rules, a drill."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from opscockpit.domain import recurrence
from opscockpit.services.daily_list import facts_of
from opscockpit.services.shops import cut_of
from opscockpit.store.database import Database, Row, Value
from opscockpit.store.seed import add_rows

DAYS = 35
UNDONE_DAYS = 6
LATE, SKIPPED = 0.08, 0.04
"""Shares of the runs of an ordinary routine that were late, or skipped."""

_STEPS = (("letters", 214), ("traffic", 142), ("keywords", 186), ("decide", 158))
"""Seconds that yesterday's morning took."""


def add_routines(db: Database, store: Row, rows: list[dict[str, Any]], today: date) -> None:
    """The routines of a store and the runs of its last weeks."""
    plain = [{name: value for name, value in row.items() if name not in ("past", "left")} for row in rows]
    ids = add_rows(
        db, "demo", "routines", "routine",
        [{**row, "owner": row["owner"] or None, "position": n} for n, row in enumerate(plain)],
    )  # fmt: skip
    chance = random.Random(store["id"])
    runs: list[dict[str, Value]] = []
    items: list[dict[str, Value]] = []
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        facts = facts_of(db, store, day)
        runs.append({"store_id": store["id"], "day": day.isoformat(), "made_at": _at(store, day, 1)})
        for routine_id, row, kept in zip(ids, rows, plain, strict=True):
            if recurrence.is_due(recurrence.parse(row["days"]), facts):
                items.append(_item(store, day, routine_id, row, kept, back, chance))
    add_rows(db, "demo", "lists", "run", runs)
    add_rows(db, "demo", "lists", "must_item", items)


def _item(
    store: Row, day: date, routine_id: int, row: Mapping[str, Any], kept: Mapping[str, Any], back: int,
    chance: random.Random,
) -> dict[str, Value]:  # fmt: skip
    """How one item of a past day went."""
    item: dict[str, Value] = {
        "store_id": store["id"], "day": day.isoformat(), "routine_id": routine_id, "title": kept["title"],
        "step": kept["step"], "owner": kept["owner"] or None, "starts": kept.get("starts"), "due": kept["due"],
        "minutes": kept["minutes"], "wants": kept.get("evidence", ""), "position": routine_id,
    }  # fmt: skip
    if back == 1 and row.get("left"):
        return {**item, "state": "open"}
    if row.get("past") == "undone" and back <= UNDONE_DAYS:
        return {**item, "state": "missed"}
    draw = chance.random()
    hour, minute = (int(part) for part in kept["due"].split(":"))
    done = _at(store, day, hour * 60 + minute + (25 if draw < LATE else -chance.randrange(4, 20)))
    taken = int(kept["minutes"] * 60 * chance.uniform(0.4, 1.1))
    ended: dict[str, Value] = {"done_by": kept["owner"] or "lin", "done_at": done, "started_at": done - taken}
    if draw > 1 - SKIPPED:
        return {
            **item,
            **ended,
            "state": "skipped",
            "evidence": "人手不够" if store["currency"] == "CNY" else "no time",
        }
    if kept.get("evidence") == "count":
        found = 0 if row.get("past") == "empty" else chance.choice((0, 0, 1, 2, 3))
        return {**item, **ended, "state": "done", "found": found, "evidence": str(found)}
    return {**item, **ended, "state": "done"}


def add_pages(db: Database, store: Row, plan: Mapping[str, Any], key: str, today: date) -> None:
    """Rules and who looked at them, yesterday's morning and evening page, a drill."""
    yesterday = today - timedelta(days=1)
    add_rows(db, "demo", "rules", "rule_item", [_rule(row, store, today) for row in plan["rules"].get(key, [])])
    add_rows(
        db, "demo", "looks", "rule_look",
        [
            {"platform": store["platform"], "day": (today - timedelta(days=n)).isoformat(), "fresh": int(n == 1),
             "seen_by": "lin", "seen_at": _at(store, today - timedelta(days=n), 8 * 60 + 41)}
            for n in range(1, 10)
        ],
    )  # fmt: skip
    _add_morning(db, store, yesterday)
    for row in plan["wraps"].get(key, []):
        day = today + timedelta(days=row["day"])
        words = {name: row[name] for name in ("note", "slower", "habit")}
        page = {"store_id": store["id"], "day": day.isoformat(), "written_by": "lin", **words}
        add_rows(db, "demo", "evening", "wrap", [{**page, "written_at": _at(store, day, 18 * 60 + 5)}])
    for row in plan["drills"].get(key, []):
        at = _at(store, today + timedelta(days=row["day"]), 14 * 60)
        drill = {name: row[name] for name in ("playbook", "title", "owner", "result")}
        add_rows(
            db, "demo", "drill", "emergency",
            [{**drill, "store_id": store["id"], "drill": 1, "opened_by": "lin", "opened_at": at, "closed_by": "lin",
              "closed_at": at + 480}],
        )  # fmt: skip


def _add_morning(db: Database, store: Row, day: date) -> None:
    begun = _at(store, day, 8 * 60 + 33)
    end = begun + sum(seconds for _, seconds in _STEPS)
    held: dict[str, Value] = {
        "store_id": store["id"], "day": day.isoformat(), "step": "decide", "started_by": "lin", "started_at": begun,
        "finished_by": "lin", "finished_at": end,
    }  # fmt: skip
    morning = add_rows(db, "demo", "morning", "morning", [held])[0]
    steps: list[dict[str, Value]] = [
        {"morning_id": morning, "step": step, "spent": seconds, "done_by": "lin", "done_at": end}
        for step, seconds in _STEPS
    ]
    add_rows(db, "demo", "morning", "morning_step", steps)


def _rule(row: Mapping[str, Any], store: Row, today: date) -> dict[str, Value]:
    days = {name: (today + timedelta(days=row[name])).isoformat() for name in ("published", "effective")}
    rest = {name: value for name, value in row.items() if name not in days}
    at = _at(store, today + timedelta(days=row["published"]), 9 * 60)
    return {**rest, **days, "platform": store["platform"], "added_by": "lin", "added_at": at}


def _at(store: Row, day: date, minutes: int) -> int:
    """So many minutes after the day's start."""
    return int((cut_of(store).bounds(day)[0] + timedelta(minutes=minutes)).timestamp())
