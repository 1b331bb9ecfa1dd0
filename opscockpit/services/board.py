"""The board: cards by owner, handing over with a yes or no, splitting, search; and the links with their one owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from opscockpit import errors
from opscockpit.domain.typed import folded
from opscockpit.services import actions
from opscockpit.services.actions import Done, words
from opscockpit.services.desk import Desk, short
from opscockpit.services.metric_links import rows_said
from opscockpit.services.people import People
from opscockpit.services.sourcing import draft_of
from opscockpit.services.team_views import BoardCard, BoardColumn, BoardView, LinkView, PersonView, TaskDraft
from opscockpit.store import board, stores
from opscockpit.store.database import Row

MAX_PARTS = 20
SEARCHED = ("title", "note", "done_when", "link", "owner", "parent")


class Board:
    """The tasks of a store."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def view(self, people: Sequence[str] = ()) -> BoardView:
        """The board; with `people` only their columns."""
        with self._desk.db.snapshot():
            team = People(self._desk).views()
            cards = self._cards(board.cards(self._desk.db, self._desk.store_id))
            columns = _columns(cards, team)
            return BoardView(
                tuple(column for column in columns if not people or column.login in people),
                tuple(card for card in cards if card.offered_by and card.owner == self._desk.who),
                self.links(),
                team,
            )

    def card(self, task_id: int) -> BoardCard:
        """One card. Raises NotFound."""
        return self._cards([board.task(self._desk.db, task_id)])[0]

    def parts(self, task_id: int) -> tuple[BoardCard, ...]:
        """What a task was split into."""
        return self._cards(board.children(self._desk.db, task_id))

    def search(self, text: str) -> tuple[BoardCard, ...]:
        """All tasks of the store, done ones too, that hold every word of the text; full-width forms and case aside."""
        wanted = folded(text).split()
        found = [
            row
            for row in board.tasks(self._desk.db, self._desk.store_id)
            if all(word in folded(" ".join(str(row[name] or "") for name in SEARCHED)) for word in wanted)
        ]
        return self._cards(found)

    def draft(self, source: str) -> TaskDraft:
        """The task that would be made from a row: 'letter:12', 'metric:conversion', 'must_item:5', 'rule_item:3' …"""
        return draft_of(self._desk, source)

    def add(self, title: str, **fields: Any) -> Done:
        """A new task. Fields: owner, due, priority, link, note, metric, done_when, parent_id, source."""
        for name in ("note", "done_when"):
            if name in fields:
                fields[name] = short(fields[name], name.replace("_", " "))
        return actions.task_add(self._desk.db, self._desk.who, self._desk.store, title, **fields)

    def edit(self, task_id: int, version: int | None, **fields: Any) -> Done:
        """Change title, due, priority, link, note, metric, done_when or parent_id of a task."""
        self._desk.may_change()
        row = board.task(self._desk.db, task_id)
        values = self._checked(row, fields)
        board.change_task(self._desk.db, self._desk.who, row, row["version"] if version is None else version, **values)
        return Done(f"changed: {values.get('title', row['title'])}", task_id)

    def take(self, task_id: int, version: int | None) -> Done:
        """Take a task oneself."""
        return actions.task_give(self._desk.db, self._desk.who, task_id, version, self._desk.who)

    def accept(self, task_id: int, version: int | None) -> Done:
        """Say yes to a task that was handed over."""
        return self._answer(task_id, version, True, "")

    def decline(self, task_id: int, version: int | None, why: str) -> Done:
        """Say no to a task that was handed over, with a reason: it goes back to who had it."""
        return self._answer(task_id, version, False, words(why, "declining"))

    def split(self, task_id: int, version: int | None, titles: Sequence[str]) -> Done:
        """Make parts of a task; each unlocks it."""
        self._desk.may_change()
        clean = [words(title, "a part") for title in titles if title.strip()]
        if not 1 <= len(clean) <= MAX_PARTS:
            raise errors.Refused(f"a task is split into 1 to {MAX_PARTS} parts")
        row = board.task(self._desk.db, task_id)
        seen = row["version"] if version is None else version
        board.split(self._desk.db, self._desk.who, row, seen, clean)
        return Done(f"split into {len(clean)}: {row['title']}", task_id)

    def links(self) -> tuple[LinkView, ...]:
        """The steps of the store's process."""
        db = self._desk.db
        load = {row["link"]: row for row in board.link_load(db, self._desk.store_id, self._desk.today())}
        team = {row["login"] for row in stores.people(db)}
        return tuple(
            LinkView(
                row["id"], row["version"], row["name"], row["owner"], row["deputy"], tuple(row["covers"].split()),
                open=load[row["name"]]["open"] if row["name"] in load else 0,
                late=load[row["name"]]["late"] if row["name"] in load else 0,
                red=row["owner"] not in team,
                says=rows_said(row["covers"].split()),
            )
            for row in board.links(db, self._desk.store_id)
        )  # fmt: skip

    def link_add(self, name: str, owner: str, deputy: str | None = None, covers: str = "") -> Done:
        """Add a link: exactly one owner, and a deputy who is somebody else."""
        self._desk.may_change()
        name = words(name, "a link")
        one, other = self._pair(owner, deputy)
        link_id = board.add_link(
            self._desk.db, self._desk.who, self._desk.store_id, name=name, owner=one, deputy=other,
            covers=" ".join(covers.split()),
        )  # fmt: skip
        return Done(f"{name} belongs to {one}", link_id)

    def link_edit(
        self, link_id: int, version: int | None, *, name: str | None = None, owner: str | None = None,
        deputy: str | None = None, covers: str | None = None,
    ) -> Done:  # fmt: skip
        """Change a link; what is None stays, a deputy of '' is none."""
        self._desk.may_change()
        row = board.link(self._desk.db, link_id)
        one, other = self._pair(owner or row["owner"], row["deputy"] if deputy is None else deputy)
        values = {"name": words(name, "a link") if name else row["name"], "owner": one, "deputy": other}
        if covers is not None:
            values["covers"] = " ".join(covers.split())
        board.change_link(self._desk.db, self._desk.who, row, row["version"] if version is None else version, **values)
        return Done(f"{values['name']} belongs to {one}" + (f", deputy {other}" if other else ""), link_id)

    def link_remove(self, link_id: int) -> Done:
        """Take a link out of the process, when no open task belongs to it."""
        self._desk.may_change()
        row = board.link(self._desk.db, link_id)
        board.remove_link(self._desk.db, self._desk.who, row)
        return Done(f"removed: {row['name']}", link_id)

    def _pair(self, owner: str, deputy: str | None) -> tuple[str, str | None]:
        one, other = self._desk.member(owner), self._desk.member(deputy)
        if one is None:
            raise errors.Refused("a link has exactly one owner; say who")
        if one == other:
            raise errors.Refused("the deputy is somebody else than the owner")
        return one, other

    def _answer(self, task_id: int, version: int | None, accepted: bool, why: str) -> Done:
        self._desk.may_change()
        who, db = self._desk.who, self._desk.db
        row = board.task(db, task_id)
        if not row["offered_by"]:
            raise errors.Refused(f"nobody is asked to accept {row['title']}")
        if row["owner"] != who:
            raise errors.Refused(f"it is {row['owner']} who is asked")
        note = row["note"] if accepted else " · ".join(part for part in (row["note"], f"{who} declined: {why}") if part)
        board.answer(db, who, row, row["version"] if version is None else version, accepted, note)
        if not accepted:
            return Done(f"declined, back to {row['offered_from'] or 'nobody'}: {row['title']}", task_id)
        warning = actions.over_limit(db, row["store_id"], who) if row["state"] == "doing" else ""
        return Done(f"accepted: {row['title']}" + (f"; {warning}" if warning else ""), task_id)

    def _checked(self, row: Row, fields: dict[str, Any]) -> dict[str, Any]:
        allowed: dict[str, Callable[[Any], Any]] = {
            "title": lambda text: words(text, "a task"),
            "due": lambda day: day.isoformat() if day else None,
            "priority": lambda n: n,
            "link": lambda name: name or None,
            "note": lambda text: short(text, "a note"),
            "metric": lambda name: name or None,
            "done_when": lambda text: short(text, "done when"),
            "parent_id": lambda parent: parent,
        }
        unknown = set(fields) - set(allowed)
        if unknown:
            raise errors.WrongUsage(f"a task has no {', '.join(sorted(unknown))} to change here")
        values = {name: allowed[name](value) for name, value in fields.items()}
        if not 1 <= values.get("priority", 3) <= 4:
            raise errors.Refused(f"a priority is 1 (highest) to 4, not {values['priority']}")
        if values.get("link"):
            actions.check_link(self._desk.db, self._desk.store_id, values["link"])
        parent = values.get("parent_id")
        while parent is not None:
            if parent == row["id"]:
                raise errors.Refused("a task cannot unlock itself")
            parent = board.task(self._desk.db, parent)["parent_id"]
        return values

    def _cards(self, rows: Sequence[Row]) -> tuple[BoardCard, ...]:
        here: defaultdict[str, list[str]] = defaultdict(list)
        for row in stores.here(self._desk.db):
            for place in (row["places"] or "").split():
                if row["login"] != self._desk.who:
                    here[place].append(row["login"])
        now, today = int(self._desk.now().timestamp()), self._desk.today()
        return tuple(_card(row, today, now, tuple(here.get(f"task:{row['id']}", ()))) for row in rows)


def _card(row: Row, today: date, now: int, here: tuple[str, ...]) -> BoardCard:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    live = row["state"] in ("open", "doing")
    late = live and due is not None and due < today
    age = max(0, now - row["moved_at"]) // 86400 if row["state"] == "doing" else 0
    badges = [
        f"from {row['offered_by']}: accept?" if row["offered_by"] else "",
        "nobody's" if live and row["owner"] is None else "",
        f"{(today - due).days} d late" if late and due else "",
        f"in work {age} d" if age else "",
        f"unlocks {row['parent']}" if row["parent"] else "",
        f"{row['children_done']} of {row['children']} parts" if row["children"] else "",
        f"{', '.join(here)} looks" if here else "",
    ]
    return BoardCard(
        row["id"], row["version"], row["title"], row["state"], row["owner"], row["offered_by"], due, row["priority"],
        late, age, row["parent_id"], row["parent"] or "", row["children"], row["children_done"], row["done_when"],
        row["metric"], row["link"] or "", row["note"], row["source"] or "", here,
        red=late or (live and row["owner"] is None),
        badges=tuple(badge for badge in badges if badge),
    )  # fmt: skip


def _columns(cards: Sequence[BoardCard], team: Sequence[PersonView]) -> list[BoardColumn]:
    """One column for everybody on the team, for owners who are not on it (any more), and for nobody's cards."""
    by_owner: dict[str | None, list[BoardCard]] = {person.login: [] for person in team}
    for card in cards:
        by_owner.setdefault(card.owner, []).append(card)
    nobody = by_owner.pop(None, [])
    known = {person.login: person for person in team}
    columns = [_column(login, tuple(own), known.get(login or "")) for login, own in by_owner.items()]
    return [*columns, _column(None, tuple(nobody), None)] if nobody else columns


def _column(login: str | None, cards: tuple[BoardCard, ...], person: PersonView | None) -> BoardColumn:
    doing = sum(card.state == "doing" for card in cards)
    late = sum(card.late for card in cards)
    offered = sum(card.offered_by is not None for card in cards)
    limit = person.wip_limit if person else 0
    over = person is not None and doing > limit
    parts = [f"{login or 'nobody'} {len(cards)}"]
    parts += [f"{n} {what}" for n, what in ((late, "late"), (offered, "to accept")) if n]
    parts += [f"{doing} in work, limit {limit}"] if over else []
    return BoardColumn(
        login, person.name if person else login or "nobody", cards, doing, limit, late, offered, over,
        red=login is None and any(card.red for card in cards), says=" · ".join(parts),
    )  # fmt: skip
