"""Rules and announcements of the platforms, and who looked when."""

from __future__ import annotations

from datetime import date

from opscockpit import errors
from opscockpit.store import deeds
from opscockpit.store.database import Database, Row, Value

SOON_DAYS = 7
"""A rule in force within so many days must have an owner and an action."""


def rules(db: Database, platform: str, *, all_: bool = False) -> list[Row]:
    """The open rules of a platform, those in force first soonest first; with `all_` the closed ones too."""
    return db.rows(
        "SELECT * FROM rule_item WHERE platform = ? AND (? OR state = 'open') "
        "ORDER BY state <> 'open', effective IS NULL, effective, id",
        (platform, int(all_)),
    )


def urgent(db: Database, platform: str, until: date) -> int:
    """How many open rules are in force by a day and lack an owner or an action."""
    return int(
        db.value(
            "SELECT count(*) FROM rule_item WHERE platform = ? AND state = 'open' AND effective <= ? "
            "AND (owner IS NULL OR action = '')",
            (platform, until.isoformat()),
        )
    )


def rule(db: Database, rule_id: int) -> Row:
    """One rule. Raises NotFound."""
    found = db.row("SELECT * FROM rule_item WHERE id = ?", (rule_id,))
    if found is None:
        raise errors.NotFound(f"there is no rule {rule_id}; `opscockpit rule list` shows them")
    return found


def add(db: Database, actor: str, platform: str, title: str, **values: Value) -> int:
    """Note a rule; its id."""
    with db.write(actor, f"rule · {title}") as w:
        return w.insert("rule_item", platform=platform, title=title, added_by=actor, added_at=w.at, **values)


def change(db: Database, actor: str, row: Row, version: int, **values: Value) -> None:
    """Change a rule. Raises Conflict."""
    with db.write(actor, f"rule · {row['title']}") as w:
        w.update("rule_item", row["id"], version, **values)


def look(db: Database, actor: str, platform: str, day: date, fresh: int) -> None:
    """Say that somebody looked at a platform's announcements today, and how many were new; the last look counts."""
    with db.write(actor, f"looked at the announcements, {fresh} new") as w:
        found = w.rows("SELECT id, version FROM rule_look WHERE platform = ? AND day = ?", (platform, day.isoformat()))
        if found:
            w.update("rule_look", found[0]["id"], found[0]["version"], fresh=fresh, seen_by=actor, seen_at=w.at)
        else:
            w.insert("rule_look", platform=platform, day=day.isoformat(), fresh=fresh, seen_by=actor, seen_at=w.at)
        deeds.rules_looked_at(w, platform, day.isoformat(), fresh)


def looks(db: Database, platform: str, until: date, days: int = 60) -> list[Row]:
    """The newest looks up to a day, newest first."""
    return db.rows(
        "SELECT * FROM rule_look WHERE platform = ? AND day <= ? ORDER BY day DESC LIMIT ?",
        (platform, until.isoformat(), days),
    )
