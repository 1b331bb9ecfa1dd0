"""What somebody had typed into a form when the line dropped."""

from __future__ import annotations

from opscockpit.store.database import Database, Row

KEPT_SECONDS = 14 * 86400


def save(db: Database, login: str, form: str, content: str) -> None:
    """Keep what is typed so far; forget drafts that are two weeks old."""
    with db.write(login, "draft", undoable=False) as w:
        w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
        w.run("DELETE FROM draft WHERE at < ?", (w.at - KEPT_SECONDS,))
        w.run(
            "INSERT INTO draft (login, form, content, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (login, form) "
            "DO UPDATE SET content = excluded.content, at = excluded.at",
            (login, form, content, w.at),
        )


def drop(db: Database, login: str, form: str) -> None:
    """Forget a draft: the form was sent or thrown away."""
    if draft(db, login, form) is None:
        return
    with db.write(login, "draft", undoable=False) as w:
        w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
        w.run("DELETE FROM draft WHERE login = ? AND form = ?", (login, form))


def draft(db: Database, login: str, form: str) -> Row | None:
    """What somebody had typed into a form."""
    return db.row("SELECT * FROM draft WHERE login = ? AND form = ?", (login, form))


def drafts(db: Database, login: str) -> list[Row]:
    """All drafts of somebody, newest first."""
    return db.rows("SELECT * FROM draft WHERE login = ? ORDER BY at DESC", (login,))
