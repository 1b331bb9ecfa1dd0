"""Rules and announcements: in force when, risk or chance, what of ours is exposed, whose business."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from opscockpit import errors
from opscockpit.services.actions import Done, words
from opscockpit.services.desk import Desk, short
from opscockpit.services.page_views import RuleLine, RulesView
from opscockpit.services.sourcing import owning_link
from opscockpit.store import board, rules
from opscockpit.store.database import Row

BEARINGS = ("risk", "chance", "neutral")


class Rules:
    """The rules of the platform that a store sells on."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    @property
    def platform(self) -> str:
        """The store's platform."""
        return str(self._desk.store["platform"])

    def view(self, *, all_: bool = False) -> RulesView:
        """The open rules (with `all_` the closed ones too), those in force first soonest first, and today's look."""
        today = self._desk.today()
        looks = rules.looks(self._desk.db, self.platform, today)
        looked = looks[0] if looks and looks[0]["day"] == today.isoformat() else None
        at = self._desk.moment(looked["seen_at"]) if looked else None
        fresh = f"{looked['fresh']} new" if looked and looked["fresh"] else "nothing new"
        return RulesView(
            self.platform,
            tuple(_line(row, today) for row in rules.rules(self._desk.db, self.platform, all_=all_)),
            looked["seen_by"] if looked else None,
            looked["fresh"] if looked else None,
            _streak({row["day"] for row in looks}, today),
            f"looked {at:%H:%M} by {looked['seen_by']}, {fresh}" if looked and at else "nobody has looked today",
        )

    def add(self, title: str, **fields: Any) -> Done:
        """Note a rule. Fields: url, published, effective, bearing, exposure, owner, action.

        Without an owner it goes to the owner of the link that covers rules.
        """
        self._desk.may_change()
        values = self._checked(fields)
        if not values.get("owner"):
            link = owning_link(board.links(self._desk.db, self._desk.store_id), "rule")
            values["owner"] = link["owner"] if link else None
        rule_id = rules.add(self._desk.db, self._desk.who, self.platform, words(title, "a rule"), **values)
        return Done(f"rule for {values['owner'] or 'nobody'}: {title.strip()}", rule_id)

    def edit(self, rule_id: int, version: int | None, **fields: Any) -> Done:
        """Change a rule; fields as in `add`, and title."""
        self._desk.may_change()
        row = rules.rule(self._desk.db, rule_id)
        values = self._checked(fields)
        rules.change(self._desk.db, self._desk.who, row, row["version"] if version is None else version, **values)
        return Done(f"changed: {values.get('title', row['title'])}", rule_id)

    def settle(self, rule_id: int, version: int | None, state: str = "done") -> Done:
        """Say that a rule is dealt with ('done'), does not concern us ('dropped') or is open again."""
        self._desk.may_change()
        if state not in ("done", "dropped", "open"):
            raise errors.WrongUsage(f"a rule is open, done or dropped, not {state!r}")
        row = rules.rule(self._desk.db, rule_id)
        rules.change(self._desk.db, self._desk.who, row, row["version"] if version is None else version, state=state)
        return Done(f"{state}: {row['title']}", rule_id)

    def looked(self, fresh: int = 0) -> Done:
        """Tick that the announcements were looked at today, and how many were new."""
        self._desk.may_change()
        if fresh < 0:
            raise errors.Refused("a count is 0 or more")
        rules.look(self._desk.db, self._desk.who, self.platform, self._desk.today(), fresh)
        return Done(f"looked today, {fresh} new" if fresh else "looked today, nothing new")

    def _checked(self, fields: dict[str, Any]) -> dict[str, Any]:
        allowed = {"title", "url", "published", "effective", "bearing", "exposure", "owner", "action"}
        unknown = set(fields) - allowed
        if unknown:
            raise errors.WrongUsage(f"a rule has no {', '.join(sorted(unknown))}")
        values = dict(fields)
        if "title" in values:
            values["title"] = words(values["title"], "a rule")
        for name in ("url", "exposure", "action"):
            if name in values:
                values[name] = short(values[name], name)
        for name in ("published", "effective"):
            if name in values:
                values[name] = values[name].isoformat() if values[name] else None
        if values.get("bearing", "neutral") not in BEARINGS:
            raise errors.WrongUsage(f"a rule is a {', a '.join(BEARINGS[:2])} or neutral, not {values['bearing']!r}")
        if "owner" in values:
            values["owner"] = self._desk.member(values["owner"])
        return values


def _line(row: Row, today: date) -> RuleLine:
    effective = date.fromisoformat(row["effective"]) if row["effective"] else None
    left = (effective - today).days if effective else None
    return RuleLine(
        row["id"], row["version"], row["platform"], row["title"], row["url"],
        date.fromisoformat(row["published"]) if row["published"] else None, effective, left, _countdown(left),
        row["bearing"], row["exposure"], row["owner"], row["action"], row["state"],
        red=row["state"] == "open" and _soon(left) and not (row["owner"] and row["action"]),
    )  # fmt: skip


def _soon(left: int | None) -> bool:
    return left is not None and left <= rules.SOON_DAYS


def _countdown(left: int | None) -> str:
    if left is None:
        return ""
    if left == 0:
        return "in force today"
    days = f"{abs(left)} day{'s' if abs(left) > 1 else ''}"
    return f"in {days}" if left > 0 else f"in force for {days}"


def _streak(days: set[str], today: date) -> int:
    """Days in a row up to today, or up to yesterday while nobody has looked yet."""
    day = today if today.isoformat() in days else today - timedelta(days=1)
    count = 0
    while day.isoformat() in days:
        count, day = count + 1, day - timedelta(days=1)
    return count
