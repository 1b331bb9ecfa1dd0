"""Ticks items of the day's list in the transaction that does what they say: undoing the one undoes the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from opscockpit.domain.deeds import deeds_of, kinds_named
from opscockpit.store.database import Row, Writer


def scored(w: Writer, focus: Row, score: str, note: str) -> None:
    """A focus of an earlier day has got its score: the items about it are done when nothing else waits for one."""
    run = w.value("SELECT max(day) FROM run WHERE store_id = ?", (focus["store_id"],))
    if run is None or focus["day"] >= run:
        return
    if not w.value(
        "SELECT 1 FROM focus WHERE store_id = ? AND day = ? AND score IS NULL", (focus["store_id"], focus["day"])
    ):
        said = f"{score}: {note}" if note else score
        for item in _open(w, focus["store_id"], run, "score"):
            # What also wants today's focus set is done by that, which comes after.
            if "focus" not in deeds_of(item["step"], item["title"]):
                _tick(w, item, said)


def focus_set(w: Writer, store_id: int, day: str, sentence: str) -> None:
    """The focus of a day stands."""
    for item in _open(w, store_id, day, "focus"):
        _tick(w, item, sentence)


def numbers_seen(w: Writer, store_id: int, day: str) -> None:
    """Somebody has typed a snapshot of a day, or looked at what was pushed."""
    seen = w.value("SELECT max(at) FROM reading WHERE store_id = ? AND day = ? AND channel = ''", (store_id, day))
    if seen is not None:
        count = w.value(
            "SELECT count(*) FROM reading WHERE store_id = ? AND day = ? AND channel = '' AND at = ?",
            (store_id, day, seen),
        )
        for item in _open(w, store_id, day, "snapshot"):
            _tick(w, item, f"{count} number{'' if count == 1 else 's'}", count)


def word_looked_at(w: Writer, keyword_id: int, day: str) -> None:
    """The rank of a word was noted: the items about ranks are done when every core word has been looked at."""
    store_id = w.value("SELECT store_id FROM keyword WHERE id = ?", (keyword_id,))
    states = [
        row["state"]
        for row in w.rows(
            "SELECT l.state FROM keyword k LEFT JOIN rank_look l ON l.keyword_id = k.id AND l.day = ? "
            "WHERE k.store_id = ? AND k.active = 1 AND k.core = 1",
            (day, store_id),
        )
    ]
    if states and None not in states:
        absent = states.count("not_found")
        for item in _open(w, store_id, day, "ranks"):
            _tick(w, item, f"{len(states)} looked at" + (f", {absent} not found" if absent else ""), len(states))


def rules_looked_at(w: Writer, platform: str, day: str, fresh: int) -> None:
    """Somebody has looked at the announcements of a platform."""
    for row in w.rows("SELECT id FROM store WHERE platform = ?", (platform,)):
        for item in _open(w, row["id"], day, "rules"):
            _tick(w, item, f"{fresh} new" if fresh else "nothing new", fresh)


def letters_seen(w: Writer, store_id: int, day: str, kinds: Collection[str], seen: Collection[str]) -> None:
    """The letters of the kinds `seen` were counted or owned, or looked at: whatever item names one of them may be done.

    It is when all of the `kinds` that it names are counted, and owned above zero; an item that was ticked by that says
    what was counted last.
    """
    there = {row["kind"]: row for row in w.rows("SELECT * FROM letter WHERE store_id = ? AND day = ?", (store_id, day))}
    for item in _items(w, store_id, day):
        named = kinds_named(item["title"], kinds) if item["step"] == "letters" else ()
        rows = [there[kind] for kind in named if kind in there]
        if not set(named) & set(seen) or len(rows) < len(named):
            continue
        owned = all(row["owner"] or not row["amount"] for row in rows)
        if _counted(item, named) or (item["state"] == "open" and owned):
            said = ", ".join(f"{row['kind']} {row['amount']}" for row in rows)
            if said != item["evidence"]:
                _tick(w, item, said, sum(row["amount"] for row in rows))


def _counted(item: Row, named: Sequence[str]) -> bool:
    """Whether an item was ticked by counting what it names."""
    pattern = ", ".join(rf"{re.escape(kind)} \d+" for kind in named)
    return item["state"] == "done" and re.fullmatch(pattern, item["evidence"]) is not None


def _items(w: Writer, store_id: int, day: str) -> list[Row]:
    """The items of a day's list; none of a list that is not the newest."""
    return w.rows(
        "SELECT * FROM must_item WHERE store_id = ?1 AND day = ?2 "
        "AND day = (SELECT max(day) FROM run WHERE store_id = ?1)",
        (store_id, day),
    )


def _open(w: Writer, store_id: int, day: str, deed: str) -> list[Row]:
    """The open items of a day's list that a deed does."""
    return [
        row for row in _items(w, store_id, day)
        if row["state"] == "open" and deed in deeds_of(row["step"], row["title"])
    ]  # fmt: skip


def _tick(w: Writer, item: Row, evidence: str, found: int | None = None) -> None:
    w.update(
        "must_item", item["id"], item["version"], state="done", evidence=evidence,
        found=found if item["wants"] == "count" else None, done_by=w.actor, done_at=w.at,
    )  # fmt: skip
