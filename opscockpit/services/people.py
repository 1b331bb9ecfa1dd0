"""People: who sits at this screen, who is on the team and what they carry, who is here."""

from __future__ import annotations

from opscockpit import errors
from opscockpit.services.actions import Done, may_change, words
from opscockpit.services.desk import Desk
from opscockpit.services.names import account, remember
from opscockpit.services.team_views import Identity, PersonView
from opscockpit.store import board, stores
from opscockpit.store.database import Database, Row

ROLES = ("manager", "member", "guest")


def add_person(
    db: Database, who: str, login: str, name: str | None = None, role: str = "member", job: str = ""
) -> Done:
    """Add somebody to the team; managers are made by managers, once there is one.

    Who adds the first colleague under a chosen name becomes manager by that.
    """
    may_change(db, who)
    login = words(login, "a login")
    if role not in ROLES:
        raise errors.WrongUsage(f"a role is one of {', '.join(ROLES)}, not {role!r}")
    if role == "manager":
        _may_manage(db, who, None, keeps=True)
    name = words(name or login, "a name")
    if who not in (login, account()):
        stores.first_on_the_team(db, who)
    return Done(f"added {login}", stores.add_person(db, who, login=login, name=name, role=role, job=job.strip()))


def _may_manage(db: Database, who: str, row: Row | None, *, keeps: bool) -> None:
    """Raises Refused for members where there is a manager, and when the last manager would be lost.

    Somebody who is not on the team sets the box up and may.
    """
    managers = [person["login"] for person in stores.people(db) if person["role"] == "manager"]
    mine = stores.role_of(db, who)
    if managers and mine is not None and mine != "manager":
        raise errors.Refused(f"only a manager does this; ask {' or '.join(managers)}")
    if row is not None and not keeps and managers == [row["login"]]:
        raise errors.Refused(f"{row['login']} is the only manager; make somebody else manager first")


class People:
    """The team."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def identity(self, account: str) -> Identity:
        """Who this person is on a Unix account, and whether to ask for the name first."""
        db, who = self._desk.db, self._desk.who
        team = stores.people(db)
        row = next((row for row in team if row["login"] == who), None)
        shared = stores.is_shared(db, account)
        says = f"{who} on the shared account {account}" if shared and who != account else who
        return Identity(
            who,
            row["name"] if row else who,
            row["role"] if row else "",
            account,
            shared,
            must_choose=shared and row is None,
            choices=tuple((row["login"], row["name"]) for row in team),
            says=f"the shared account {account}: who are you?" if shared and row is None else says,
        )

    def choose(self, account: str, login: str) -> str:
        """Choose one's name on a shared account and remember it; the login. Raises NotFound or Refused."""
        if not stores.is_shared(self._desk.db, account):
            raise errors.Refused(f"{account} is not shared; `opscockpit people share {account}` says that it is")
        login = str(stores.person_named(self._desk.db, login)["login"])
        remember(account, login)
        return login

    def views(self) -> tuple[PersonView, ...]:
        """Everybody on the team with what they carry in this store, and whether they are here."""
        db = self._desk.db
        here = {row["login"]: row for row in stores.here(db)}
        load = {row["owner"]: row for row in board.load(db, self._desk.store_id, self._desk.today())}
        links = board.links(db, self._desk.store_id)
        return tuple(
            _view(row, here.get(row["login"]), load.get(row["login"]), sum(x["owner"] == row["login"] for x in links))
            for row in stores.people(db)
        )

    def add(self, login: str, name: str | None = None, role: str = "member", job: str = "") -> Done:
        """Add somebody to the team; managers are made by managers, once there is one."""
        return add_person(self._desk.db, self._desk.who, login, name, role, job)

    def edit(
        self,
        login: str,
        version: int | None = None,
        *,
        name: str | None = None,
        role: str | None = None,
        job: str | None = None,
        wip_limit: int | None = None,
        active: bool | None = None,
    ) -> Done:
        """Change somebody's name, role, job or limit, or take them off the team. Roles are a manager's business."""
        self._desk.may_change()
        row = stores.person_named(self._desk.db, login)
        if role is not None and role not in ROLES:
            raise errors.WrongUsage(f"a role is one of {', '.join(ROLES)}, not {role!r}")
        if role is not None or active is not None:
            _may_manage(
                self._desk.db, self._desk.who, row, keeps=active is not False and (role or row["role"]) == "manager"
            )
        if wip_limit is not None and not 1 <= wip_limit <= 99:
            raise errors.Refused("a limit is between 1 and 99 tasks")
        given = {
            "name": None if name is None else words(name, "a name"),
            "role": role,
            "job": None if job is None else job.strip(),
            "wip_limit": wip_limit,
            "active": None if active is None else int(active),
        }
        values = {key: value for key, value in given.items() if value is not None}
        if not values:
            raise errors.WrongUsage("say what is to be changed")
        stores.change_person(
            self._desk.db, self._desk.who, row, row["version"] if version is None else version, **values
        )
        return Done(f"changed: {login}", row["id"])

    def share(self, account: str, shared: bool = True) -> Done:
        """Say that several people use a Unix account, so that each chooses a name, or that they no longer do."""
        _may_manage(self._desk.db, self._desk.who, None, keeps=True)
        stores.set_shared(self._desk.db, self._desk.who, account, shared)
        return Done(f"{account} is shared: everybody chooses a name once" if shared else f"{account} is not shared")


def _view(row: Row, here: Row | None, load: Row | None, links: int) -> PersonView:
    open_, doing, late, offered = (load[key] if load else 0 for key in ("open", "doing", "late", "offered"))
    over = doing > row["wip_limit"]
    parts = [f"{doing} in work" + (f", limit {row['wip_limit']}" if over else "")]
    parts += [f"{n} {what}" for n, what in ((open_, "open"), (late, "late"), (offered, "to accept")) if n]
    parts += [f"owns {links} link{'s' if links > 1 else ''}"] if links else []
    return PersonView(
        row["id"],
        row["version"],
        row["login"],
        row["name"],
        row["role"],
        row["job"],
        here=("here" if here["active"] else "away") if here else "",
        place=" ".join(dict.fromkeys((here["places"] or "").split())) if here else "",
        open=open_,
        doing=doing,
        late=late,
        offered=offered,
        links=links,
        wip_limit=row["wip_limit"],
        over=over,
        says=" · ".join(parts),
    )
