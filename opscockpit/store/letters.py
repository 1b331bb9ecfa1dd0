"""The platform's messages, counted by kind and day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from opscockpit import errors
from opscockpit.store import deeds
from opscockpit.store.database import Database, Row, Value


def letters(db: Database, store_id: int, day: date) -> list[Row]:
    """The messages of a day by kind."""
    return db.rows("SELECT * FROM letter WHERE store_id = ? AND day = ? ORDER BY id", (store_id, day.isoformat()))


def letter(db: Database, letter_id: int) -> Row:
    """One kind of one day. Raises NotFound."""
    found = db.row("SELECT * FROM letter WHERE id = ?", (letter_id,))
    if found is None:
        raise errors.NotFound(f"there is no letter {letter_id}")
    return found


def before(db: Database, store_id: int, day: date) -> list[Row]:
    """The messages of the last day before `day` on which any were counted."""
    return db.rows(
        "SELECT * FROM letter WHERE store_id = ?1 AND day = "
        "(SELECT max(day) FROM letter WHERE store_id = ?1 AND day < ?2) ORDER BY id",
        (store_id, day.isoformat()),
    )


def count(
    db: Database, actor: str, store_id: int, day: date, counts: Mapping[str, int], versions: Mapping[str, int],
    fresh: Mapping[str, Mapping[str, Value]], kinds: Collection[str],
) -> None:  # fmt: skip
    """Keep what was counted, all kinds in one transaction; `fresh` holds further columns of kinds that are new today,
    `kinds` the names of all kinds, by which items of the list may be about them.

    A kind that is there already wants the version that was seen. Raises Conflict when somebody counted it meanwhile.
    """
    with db.write(actor, "letters · " + ", ".join(f"{kind} {amount}" for kind, amount in counts.items())) as w:
        there = {
            row["kind"]: row
            for row in w.rows("SELECT * FROM letter WHERE store_id = ? AND day = ?", (store_id, day.isoformat()))
        }
        for kind, amount in counts.items():
            row = there.get(kind)
            seen: dict[str, Value] = {"amount": amount, "read_by": actor, "read_at": w.at}
            if row is None:
                w.insert("letter", store_id=store_id, day=day.isoformat(), kind=kind, **{**fresh.get(kind, {}), **seen})
            elif kind not in versions:
                raise w.conflict("letter", row["id"], ("amount", "owner"))
            else:
                state = "done" if amount == 0 else "open" if amount > row["amount"] else row["state"]
                w.update("letter", row["id"], versions[kind], state=state, **seen)
        deeds.letters_seen(w, store_id, day.isoformat(), kinds, counts)


def change(db: Database, actor: str, row: Row, version: int, kinds: Collection[str], **values: Value) -> None:
    """Change owner, deadline, words or state; `kinds` as in `count`. Raises Conflict."""
    with db.write(actor, f"letter · {row['kind']}") as w:
        w.update("letter", row["id"], version, **values)
        deeds.letters_seen(w, row["store_id"], row["day"], kinds, [row["kind"]])


def kinds_used(db: Database, store_id: int, since: date) -> Sequence[str]:
    """The kinds that were counted since a day, in the order of their first count."""
    return [
        row["kind"]
        for row in db.rows(
            "SELECT kind, min(id) AS first FROM letter WHERE store_id = ? AND day >= ? GROUP BY kind ORDER BY first",
            (store_id, since.isoformat()),
        )
    ]
