"""Stores, people and who is here."""

from __future__ import annotations

import difflib

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value

HERE_SECONDS = 90
"""A cockpit that has not been heard of for so long counts as closed."""


def add_store(
    db: Database, actor: str, *, name: str, platform: str, zone: str, currency: str, day_starts: str, demo: bool = False
) -> int:
    """Add a store; its id. Raises Refused when the name is taken."""
    with db.write(actor, f"add store {name}") as w:
        return w.insert(
            "store", name=name, platform=platform, zone=zone, currency=currency, day_starts=day_starts, demo=int(demo)
        )


def stores(db: Database) -> list[Row]:
    """All stores, in the order in which they were added."""
    return db.rows("SELECT * FROM store ORDER BY id")


def store_named(db: Database, name: str | None) -> Row:
    """The store of that name, or the only one there is. Raises NotFound naming the choices."""
    found = stores(db)
    if name is None and len(found) == 1:
        return found[0]
    names = [row["name"] for row in found]
    for row in found:
        if name is not None and row["name"].casefold() == name.casefold():
            return row
    if not names:
        raise errors.NotFound(
            "there is no store yet; add one: opscockpit store add NAME --platform P --tz ZONE --currency CUR"
        )
    if name is None:
        raise errors.NotFound(f"there are several stores, say which with --store: {', '.join(names)}")
    near = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; there are: {', '.join(names)}"
    raise errors.NotFound(f"no store is called {name!r}{hint}")


def add_person(db: Database, actor: str, *, login: str, name: str, role: str, job: str = "") -> int:
    """Add somebody to the team; the id. Raises Refused when the login is taken."""
    with db.write(actor, f"add {login}") as w:
        return w.insert("person", login=login, name=name, role=role, job=job)


def first_on_the_team(db: Database, who: str) -> None:
    """Where nobody is on the team yet, whoever comes first is, as its manager; not under an account that is shared."""
    if db.read_only or db.value("SELECT 1 FROM person") or is_shared(db, who):
        return
    with db.write(who, f"{who} is the first", undoable=False) as w:
        if not w.value("SELECT 1 FROM person"):
            w.insert("person", login=who, name=who, role="manager", job="")


def people(db: Database) -> list[Row]:
    """Everybody on the team, in the order in which they were added."""
    return db.rows("SELECT * FROM person WHERE active = 1 ORDER BY id")


def role_of(db: Database, login: str) -> str | None:
    """'manager', 'member' or 'guest'; None for somebody who is not on the team. Who has left only reads."""
    found = db.value("SELECT iif(active, role, 'guest') FROM person WHERE login = ?", (login,))
    return None if found is None else str(found)


def person_named(db: Database, login: str) -> Row:
    """The person of that login. Raises NotFound naming the nearest."""
    found = db.row("SELECT * FROM person WHERE login = ?", (login,))
    if found:
        return found
    logins = [row["login"] for row in people(db)]
    near = difflib.get_close_matches(login, logins, 1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; the team: {', '.join(logins) or 'nobody yet'}"
    raise errors.NotFound(
        f"nobody on the team has the login {login!r}{hint}; add them with `opscockpit people add {login}`"
    )


def change_person(db: Database, actor: str, row: Row, version: int, **values: Value) -> None:
    """Change somebody's name, role, job or limit, or take them off the team (`active` 0). Raises Conflict."""
    with db.write(actor, f"{row['login']} · {', '.join(f'{name} {value}' for name, value in values.items())}") as w:
        w.update("person", row["id"], version, **values)


def beat(db: Database, session: str, login: str, active: bool, place: str = "") -> None:
    """Say that a cockpit is open and what it looks at; forget those that have gone."""
    with db.write(login, "here", undoable=False) as w:
        w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
        w.run("DELETE FROM presence WHERE seen_at < ?", (w.at - HERE_SECONDS,))
        w.run(
            "INSERT INTO presence (session, login, seen_at, active, place) VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT (session) DO UPDATE SET login = excluded.login, seen_at = excluded.seen_at, "
            "active = excluded.active, place = excluded.place",
            (session, login, w.at, int(active), place),
        )


def leave(db: Database, session: str, login: str) -> None:
    """Say that a cockpit is closed."""
    with db.write(login, "leave", undoable=False) as w:
        w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
        w.run("DELETE FROM presence WHERE session = ?", (session,))


def here(db: Database) -> list[Row]:
    """Who has a cockpit open: login, whether a key was pressed lately, and the places they look at, by blanks."""
    since = db.clock.stamp() - HERE_SECONDS
    return db.rows(
        "SELECT login, max(active) AS active, group_concat(place, ' ') AS places FROM presence WHERE seen_at >= ? "
        "GROUP BY login",
        (since,),
    )


def is_shared(db: Database, account: str) -> bool:
    """Whether several people use a Unix account."""
    return bool(db.value("SELECT 1 FROM setting WHERE name = ?", (f"shared:{account}",)))


def set_shared(db: Database, actor: str, account: str, shared: bool) -> None:
    """Say that several people use a Unix account, or that they do not."""
    with db.write(actor, f"{account} is {'' if shared else 'not '}shared", undoable=False) as w:
        w.run("DELETE FROM setting WHERE name = ?", (f"shared:{account}",))
        if shared:
            w.run("INSERT INTO setting (name, value) VALUES (?, '1')", (f"shared:{account}",))
        w.run("UPDATE revision SET n = n + 1 WHERE topic = 'people'")
