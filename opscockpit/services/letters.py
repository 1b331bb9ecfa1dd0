"""The platform's messages: counted by kind with digits, owned where they must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from opscockpit import errors
from opscockpit.clock import BusinessDay
from opscockpit.domain.typed import clock_time, whole
from opscockpit.services.actions import Done
from opscockpit.services.desk import Desk, refused, short
from opscockpit.services.ready import READY, toml
from opscockpit.services.shops import is_past
from opscockpit.services.sourcing import owning_link
from opscockpit.services.team_views import LetterLine
from opscockpit.store import board, letters
from opscockpit.store.database import Row
from opscockpit.values import dataclass

REMEMBERED_DAYS = 30
"""A kind of one's own that was not counted for longer is not asked for any more."""

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message: where the platform shows it, and whether it cannot be skipped."""

    name: str
    block: str
    must: bool


def kinds_of(platform: str) -> tuple[Kind, ...]:
    """The kinds that a platform has."""
    for entry in toml(READY / "letters.toml")["platform"]:
        if platform.casefold() in entry["names"] or "*" in entry["names"]:
            return tuple(
                Kind(kind, block["name"], kind in block.get("must", ()))
                for block in entry["block"]
                for kind in block["kinds"]
            )
    return ()


class Letters:
    """The letters of a store's day."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def lines(self) -> tuple[LetterLine, ...]:
        """Every kind that the platform has or that was counted lately, block by block, counted today or not."""
        today = self._desk.today()
        now = self._desk.now()
        rows = {row["kind"]: row for row in letters.letters(self._desk.db, self._desk.store_id, today)}
        before = {row["kind"]: row for row in letters.before(self._desk.db, self._desk.store_id, today)}
        return tuple(
            _line(kind, rows.get(kind.name), before.get(kind.name), now, self._desk) for kind in self._kinds(rows)
        )

    def count(self, counts: Mapping[str, str], versions: Mapping[str, int] | None = None) -> Done:
        """Keep counts typed by kind, in one go; `versions` of the lines that were counted before.

        A kind that is new today gets the owner and the words of the day before where it was still open, else the
        owner of its link. Raises Refused, or Conflict when somebody counted a kind meanwhile.
        """
        self._desk.may_change()
        typed = {short(kind, "a kind"): text for kind, text in counts.items() if text.strip()}
        try:
            amounts = {kind: whole(text) for kind, text in typed.items()}
        except ValueError as trouble:
            raise refused(trouble) from None
        if not amounts or "" in amounts:
            raise errors.Refused("type a number for at least one kind")
        if max(amounts.values()) > MOST:
            raise errors.Refused(f"{max(amounts.values())} letters of one kind? At most {MOST} are kept")
        today = self._desk.today()
        before = {row["kind"]: row for row in letters.before(self._desk.db, self._desk.store_id, today)}
        links = board.links(self._desk.db, self._desk.store_id)
        fresh = {kind: self._fresh(kind, n, before.get(kind), links) for kind, n in amounts.items()}
        kinds = {*self.kinds(), *amounts}
        letters.count(self._desk.db, self._desk.who, self._desk.store_id, today, amounts, versions or {}, fresh, kinds)
        if len(amounts) <= 3:
            return Done(", ".join(f"{kind} {amount}" for kind, amount in amounts.items()))
        return Done(f"{sum(amounts.values())} letters of {len(amounts)} kinds")

    def own(
        self, letter_id: int, version: int | None, *, owner: str | None, deadline: str | None = None,
        text: str | None = None,
    ) -> Done:  # fmt: skip
        """Say who sees to a kind and until when ('HH:MM' or a day)."""
        self._desk.may_change()
        row = letters.letter(self._desk.db, letter_id)
        values = {"owner": self._desk.member(owner), "deadline": _deadline(deadline) if deadline else row["deadline"]}
        if text is not None:
            values["text"] = short(text, "the words")
        self._change(row, version, **values)
        by = f" by {values['deadline']}" if values["deadline"] else ""
        return Done(f"{row['kind']} {row['amount']} → {values['owner'] or 'nobody'}{by}", letter_id)

    def settle(self, letter_id: int, version: int | None, done: bool = True) -> Done:
        """Say that a kind is dealt with, or open again."""
        self._desk.may_change()
        row = letters.letter(self._desk.db, letter_id)
        state = "done" if done else "open"
        self._change(row, version, state=state)
        return Done(f"{row['kind']}: {'dealt with' if done else 'open again'}", letter_id)

    def missing(self) -> tuple[str, ...]:
        """What keeps the letters from being done: kinds that cannot be skipped and are not counted or not owned."""
        return tuple(f"{line.kind} wants {line.wants}" for line in self.lines() if line.must and line.wants)

    def kinds(self) -> tuple[str, ...]:
        """The names of the kinds that the platform has and of those counted lately."""
        return tuple(kind.name for kind in self._kinds(()))

    def _change(self, row: Row, version: int | None, **values: str | None) -> None:
        seen = row["version"] if version is None else version
        letters.change(self._desk.db, self._desk.who, row, seen, self.kinds(), **values)

    def _kinds(self, rows: Iterable[str]) -> list[Kind]:
        """The platform's kinds and those of one's own; where a store has its own, only those and the must ones."""
        known = {kind.name: kind for kind in kinds_of(self._desk.store["platform"])}
        since = self._desk.today() - timedelta(days=REMEMBERED_DAYS)
        used = letters.kinds_used(self._desk.db, self._desk.store_id, since)
        own = [Kind(name, "", False) for name in [*used, *rows] if name not in known]
        return [*known.values(), *{kind.name: kind for kind in own}.values()]

    def _fresh(self, kind: str, amount: int, before: Row | None, links: list[Row]) -> dict[str, str | None]:
        link = owning_link(links, f"letter:{kind}", "letter")
        going_on = before if before is not None and before["state"] == "open" and amount else None
        owner = going_on["owner"] if going_on else None
        return {
            "owner": owner or (link["owner"] if link else None),
            "text": going_on["text"] if going_on else "",
            "state": "open" if amount else "done",
        }


def _deadline(text: str) -> str:
    """A time of day or a day, as people type it."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        pass
    try:
        return clock_time(text)
    except ValueError:
        raise errors.Refused(f"{text!r} is no deadline; write a time like 12:00 or a day like 2026-03-14") from None


def _line(kind: Kind, row: Row | None, before: Row | None, now: datetime, desk: Desk) -> LetterLine:
    last = before["amount"] if before is not None else None
    if row is None:
        return LetterLine(
            None, None, kind.block, kind.name, kind.must, None, last, "", "", None, None, "not_counted", False,
            "a count", None, None,
        )  # fmt: skip
    step = row["amount"] - (last or 0)
    live = row["state"] == "open" and row["amount"] > 0
    lacking = [what for what, there in (("an owner", row["owner"]), ("a deadline", row["deadline"])) if not there]
    return LetterLine(
        row["id"], row["version"], kind.block, kind.name, kind.must, row["amount"], last,
        change="" if step == 0 else "new" if last is None else f"{step:+d}".replace("-", "−"),
        text=row["text"], deadline=row["deadline"], owner=row["owner"], state=row["state"],
        late=live and bool(row["deadline"]) and _over(row["deadline"], now, desk.cut),
        wants=" and ".join(lacking) if kind.must and live else "",
        read_by=row["read_by"], read_at=desk.moment(row["read_at"]),
    )  # fmt: skip


def _over(deadline: str, now: datetime, cut: BusinessDay) -> bool:
    return is_past(deadline, now, cut) if ":" in deadline else deadline < cut.day_of(now).isoformat()
