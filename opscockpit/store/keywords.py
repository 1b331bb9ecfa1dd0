"""Watched keywords and the looks at their rank."""

from __future__ import annotations

from datetime import date

from opscockpit import errors
from opscockpit.store import deeds
from opscockpit.store.database import Database, Row, Writer

MAX_CORE = 10
"""So many words the morning looks at; more are watched, but not every morning."""


def keywords(db: Database, store_id: int) -> list[Row]:
    """The watched words of a store."""
    return db.rows("SELECT * FROM keyword WHERE store_id = ? AND active = 1 ORDER BY id", (store_id,))


def looks(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Looks at a store's words between two days, oldest first."""
    return db.rows(
        "SELECT l.keyword_id, l.day, l.rank, l.state, l.seen_by FROM keyword k JOIN rank_look l ON l.keyword_id = k.id "
        "WHERE k.store_id = ? AND k.active = 1 AND l.day BETWEEN ? AND ? ORDER BY l.day",
        (store_id, first.isoformat(), last.isoformat()),
    )


def word_facts(db: Database, store_id: int, words: list[str]) -> list[Row]:
    """Search impressions and clicks of words by period, newest period first."""
    marks = ", ".join("?" * len(words))
    # From the few reports about words to their facts: a store has few of them, and many facts about other things.
    return db.rows(
        f"""WITH word (id, word) AS MATERIALIZED (
              SELECT id, json_extract(dims, '$.term') FROM dimension WHERE json_extract(dims, '$.term') IN ({marks}))
            SELECT w.word, f.first_day, f.last_day, f.measure, sum(f.value) AS value
            FROM batch b CROSS JOIN slice s ON s.batch_id = b.id AND s.store_id = b.store_id AND s.live = 1
            CROSS JOIN word w
            CROSS JOIN fact f ON f.store_id = s.store_id AND f.source = s.source AND f.first_day = s.first_day
              AND f.last_day = s.last_day AND f.dimension_id = w.id AND +f.batch_id = s.batch_id
            WHERE b.store_id = ? AND b.state = 'live' AND b.grain = 'term'
              AND f.measure IN ('search_impressions', 'search_clicks')
            GROUP BY 1, 2, 3, 4 ORDER BY f.last_day DESC""",
        (*words, store_id),
    )


def add_keyword(db: Database, actor: str, store_id: int, *, word: str, product: str, owner: str | None) -> int:
    """Watch a word; its id; core while there are fewer than MAX_CORE. Raises Refused when it is watched already."""
    with db.write(actor, f"watch · {word}") as w:
        core = _core_words(w, store_id) < MAX_CORE
        return w.insert("keyword", store_id=store_id, word=word, product=product, owner=owner, core=int(core))


def set_core(db: Database, actor: str, keyword_id: int, core: bool) -> str:
    """Take a word into the core list or out of it; the word. Raises Refused when there are MAX_CORE already."""
    with db.write(actor, "core words") as w:
        found = w.rows("SELECT * FROM keyword WHERE id = ?", (keyword_id,))
        if not found:
            raise errors.NotFound(f"there is no keyword {keyword_id}")
        row = found[0]
        if core and not row["core"] and _core_words(w, row["store_id"]) >= MAX_CORE:
            raise errors.Refused(f"there are {MAX_CORE} core words already; take one out first")
        w.update("keyword", keyword_id, row["version"], core=int(core))
    return str(row["word"])


def _core_words(w: Writer, store_id: int) -> int:
    return int(w.value("SELECT count(*) FROM keyword WHERE store_id = ? AND active = 1 AND core = 1", (store_id,)))


def record_look(db: Database, actor: str, keyword_id: int, day: date, rank: int | None) -> None:
    """Keep what was seen of a word today: a rank, or None for 'not found'. A second look replaces the first."""
    state = "not_found" if rank is None else "ranked"
    with db.write(actor, f"rank {rank if rank is not None else 'not found'}") as w:
        word = w.value("SELECT word FROM keyword WHERE id = ?", (keyword_id,))
        if word is None:
            raise errors.NotFound(f"there is no keyword {keyword_id}")
        found = w.rows(
            "SELECT id, version FROM rank_look WHERE keyword_id = ? AND day = ?", (keyword_id, day.isoformat())
        )
        if found:
            w.update(
                "rank_look", found[0]["id"], found[0]["version"], rank=rank, state=state, seen_by=w.actor, seen_at=w.at
            )
        else:
            w.insert(
                "rank_look",
                keyword_id=keyword_id,
                day=day.isoformat(),
                rank=rank,
                state=state,
                seen_by=w.actor,
                seen_at=w.at,
            )
        deeds.word_looked_at(w, keyword_id, day.isoformat())
