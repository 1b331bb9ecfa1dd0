"""Files into the database: read, map, load, and account for every row."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opscockpit import errors
from opscockpit.clock import BusinessDay, from_stamp, zone_named
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.money import digits
from opscockpit.domain.records import ParsedFile, Skip
from opscockpit.services.privacy import pseudonym_maker
from opscockpit.store.batches import batches
from opscockpit.store.database import Database, Row
from opscockpit.store.loading import Plan, already_loaded, held_by_another, load

if TYPE_CHECKING:
    from opscockpit.ingest.archive import Source
    from opscockpit.ingest.columns import Words
    from opscockpit.ingest.profiles import Profile, Profiles


@dataclass(slots=True)
class FileReport:
    """What became of one file (or one sheet of it)."""

    file: str
    store: str
    sha256: str = ""
    profile: str | None = None
    batch: int | None = None
    rows_read: int = 0
    rows_used: int = 0
    rows_skipped: int = 0
    rows_total_lines: int = 0
    repaired: int = 0
    skipped: list[Skip] = field(default_factory=list)
    duplicate_of: int | None = None
    days: tuple[date, date] | None = None
    notes: list[str] = field(default_factory=list)
    elsewhere: str = ""  # why it looks like a file of another store; '' where it does not
    totals: dict[str, float] = field(default_factory=dict)
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The report with the keys of the command line's contract."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "profile": self.profile,
            "store": self.store,
            "batch": self.batch,
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "rows_skipped": self.rows_skipped,
            "rows_total_lines": self.rows_total_lines,
            "repaired": self.repaired,
            "skipped": [{"row": s.row, "column": s.column, "value": s.value, "reason": s.reason} for s in self.skipped],
            "duplicate_of": self.duplicate_of,
            "days": [day.isoformat() for day in self.days] if self.days else None,
            "totals": self.totals,
            "notes": self.notes,
            "error": self.error,
        }

    def sums(self) -> str:
        """What the file sums up to in one line, to be held against the platform's own totals; '' for nothing."""
        return " · ".join(f"{name.replace('_', ' ')} {value:,.10g}" for name, value in self.totals.items() if value)

    def sentence(self) -> str:
        """The report in one line."""
        if self.error:
            named = self.error.startswith(self.file)
            return f"not imported: {self.error}" if named else f"{self.file}: not imported. {self.error}"
        if self.duplicate_of is not None:
            return f"{self.file}: the same content is import {self.duplicate_of} already, nothing changed"
        parts = [f"{self.rows_used} of {self.rows_read} rows used"]
        if self.rows_skipped:
            parts.append(f"{self.rows_skipped} skipped")
        if self.rows_total_lines:
            parts.append(f"{self.rows_total_lines} total lines")
        if self.repaired:
            parts.append(f"{self.repaired} cells repaired")
        span = ""
        if self.days:
            first, last = self.days
            span = f", {first}" if first == last else f", {first} to {last}"
        if not self.rows_read:
            return f"{self.file}: only describes the files beside it, nothing to import"
        number = f"import {self.batch}" if self.batch is not None else "would be imported"
        doubt = f"; {self.elsewhere}" if self.elsewhere else ""
        return f"{self.file}: {number} [{self.profile}]{span}: {', '.join(parts)}{doubt}"


@dataclass(frozen=True, slots=True)
class How:
    """How to import: whose profiles, which one, for which period, and whether really."""

    profiles: Profiles
    pseudonym: Callable[[str], str]
    profile_id: str | None = None
    period: tuple[date, date] | None = None
    dry_run: bool = False
    words: Words = field(default_factory=dict)


def import_paths(
    db: Database, who: str, store: Row, cut: BusinessDay, paths: Sequence[Path], how: How
) -> Iterator[FileReport]:
    """Import files, folders and archives; a report for each file. Trouble with one file does not stop the others.

    Raises FileTrouble when there is nothing to import and Busy or DatabaseTrouble when the database fails.
    """
    from opscockpit.ingest.archive import collect

    for source in collect(paths):
        yield from import_source(db, who, store, cut, source, how)


def import_source(
    db: Database, who: str, store: Row, cut: BusinessDay, source: Source, how: How
) -> Iterator[FileReport]:
    """Import one source; a report for each table of it that fits a profile."""
    from opscockpit.ingest import parse

    report = FileReport(source.name, store["name"])
    try:
        report.sha256 = source.sha256
        report.duplicate_of = already_loaded(db, store["id"], source.sha256)
        if report.duplicate_of is not None:
            yield report
            return
        with uncollected():
            parsed = parse(
                source, profiles=how.profiles, pseudonym=how.pseudonym, period=how.period, profile_id=how.profile_id,
                currency=store["currency"], words=how.words,
            )  # fmt: skip
        for part in parsed:
            _check_currency(part, store)
    except errors.FileTrouble as trouble:
        report.error = str(trouble)
        yield report
        return
    for n, part in enumerate(parsed):
        if any(part.source == other.source for other in parsed[:n]):
            part.sha256 = f"{part.sha256}#{n + 1}"  # Two sheets of one kind are two batches of one file.
        yield _load(db, who, store, cut, part, how)


def _load(db: Database, who: str, store: Row, cut: BusinessDay, part: ParsedFile, how: How) -> FileReport:
    profile = how.profiles.by_id(part.profile)
    report = FileReport(
        part.file, store["name"], _of_file(part.sha256), part.profile, None,
        part.rows_read, part.rows_used, part.rows_skipped, part.rows_total_lines, part.repaired, part.skipped, None,
        (part.first_day, part.last_day) if part.first_day and part.last_day else None, part.notes,
    )  # fmt: skip
    report.totals = totals_of(part, store["currency"])
    if not part.rows_read:
        return report  # A file that only describes the others of its export, such as Search Console's Filters.csv.
    if not part.rows_used:
        report.error = "no row of it can be used" + (f" ({part.skipped[0].reason})" if part.skipped else "")
    elif not how.dry_run:
        other = held_by_another(db, store["id"], part)
        try:
            with uncollected():
                report.batch = load(db, who, store["id"], cut, part, plan_of(profile, part))
        except errors.Refused:
            there = already_loaded(db, store["id"], part.sha256)
            if there is None:
                raise
            return _duplicate(part, store, there)  # Somebody else imported it while it was being read here.
        if other is not None:
            report.elsewhere = (
                f"{other} has the same: if it is not of {store['name']}, `opscockpit imports undo {report.batch}` "
                "takes it back"
            )
            report.notes = [*report.notes, report.elsewhere]
    return report


@contextmanager
def uncollected() -> Iterator[None]:
    """A file makes millions of plain values and no cycles of them: looking for cycles would be a tenth of an import."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _duplicate(part: ParsedFile, store: Row, batch: int) -> FileReport:
    return FileReport(part.file, store["name"], _of_file(part.sha256), part.profile, duplicate_of=batch)


def _of_file(sha256: str) -> str:
    """The hash of the whole file, from that of one of its sheets."""
    return sha256.partition("#")[0]


_LEDGER_FIELDS = {
    "units": ("units", "line_units"),
    "refunds": ("refunded", "adjusted_total"),
    "postage": ("postage",),
    "tax": ("tax",),
    "discount": ("discount",),
    "fees": ("fees",),
}
"""What a ledger knows beyond orders and paid money, by the columns that tell it."""


def plan_of(profile: Profile, part: ParsedFile) -> Plan:
    """How a file counts: a ledger knows what it has columns for, a report what its profile says it gives completely."""
    if part.grain != "orders":
        return Plan(profile.priority, frozenset(profile.complete), profile.ad_platform or profile.platform)
    known = {measure for measure, fields in _LEDGER_FIELDS.items() if part.fields.intersection(fields)}
    if profile.orders.refund_number or (profile.orders.refunds == "status" and "refund_status" in part.fields):
        known.add("refunds")
    if profile.orders.adjustment_number:
        known.add("adjustments")
    if any(order.buyer for order in part.orders):
        known.add("buyers")
    return Plan(profile.priority, frozenset(known))


def totals_of(part: ParsedFile, currency: str) -> dict[str, float]:
    """What the file sums up to, money in major units: to be held against the totals that the platform shows."""
    sums: Counter[str] = Counter()
    for fact in part.facts:
        sums.update({name: n for name, n in fact.measures.items() if not (MEASURES[name].unique or "_weight" in name)})
    if part.orders:
        sales = [order for order in part.orders if order.kind == "sale"]
        sums["orders_created"], sums["orders"] = len(sales), sum(order.paid_at is not None for order in sales)
        sums["paid"] = sum(order.paid for order in sales)
        sums["refunds"] = sum(order.refunded for order in part.orders)
        sums["adjustments"] = sum(order.adjustment for order in part.orders)
    scale = {"count": 1, "milli": 1000, "money": 10 ** digits(currency)}
    return {name: value / scale[MEASURES[name].unit] for name, value in sorted(sums.items())}


def _check_currency(part: ParsedFile, store: Row) -> None:
    if part.currency and part.currency != store["currency"]:
        raise errors.FileTrouble(
            f"its amounts are in {part.currency}, but {store['name']} keeps {store['currency']}; "
            f"import it into another store with --store"
        )


def exit_code(reports: Sequence[FileReport]) -> int:
    """0 all well, 1 nothing could be used, 4 some of it was left out."""
    failed = [report for report in reports if report.error]
    if failed and len(failed) == len(reports):
        return 1
    return 4 if failed or any(report.rows_skipped for report in reports) else 0


def how_for(
    db: Database,
    profile_folder: Path | None,
    *,
    profile_id: str | None = None,
    period: tuple[date, date] | None = None,
    dry_run: bool = False,
) -> How:
    """The usual way to import into a database."""
    from opscockpit.ingest import load_profiles

    pseudonym = str if dry_run else pseudonym_maker(db.path)  # A dry run keeps nothing, so it needs no key either.
    return How(load_profiles(profile_folder), pseudonym, profile_id, period, dry_run)


def imports(db: Database) -> list[dict[str, Any]]:
    """What was imported, newest first, as the command line prints it."""
    found = []
    for row in batches(db):
        span = (row["first_day"], row["last_day"])
        found.append(
            {
                "batch": row["id"],
                "store": row["store"],
                "file": row["file"],
                "sha256": _of_file(row["sha256"]),
                "profile": row["profile"],
                "state": row["state"],
                "rows_read": row["rows_read"],
                "rows_used": row["rows_used"],
                "rows_skipped": row["rows_skipped"],
                "rows_total_lines": row["rows_total_lines"],
                "days": list(span) if span[0] else None,
                "imported_at": from_stamp(row["imported_at"], zone_named(row["zone"])).isoformat(),
                "imported_by": row["imported_by"],
                "notes": json.loads(row["notes"]),
            }
        )
    return found


def learn_layout(paths: Sequence[Path], pairs: list[str], profile_folder: Path) -> str:
    """Keep what a person says of the columns of an unknown layout (`FIELD=COLUMN`) as a profile of their own; its id.

    Raises WrongUsage for a field or column that does not exist and FileTrouble for a file that cannot be read.
    """
    from opscockpit.ingest import collect
    from opscockpit.ingest.mapping import parse_mapping, profile_from_mapping, save_profile

    source = next(iter(collect(paths)))
    _, profile = save_profile(profile_folder, profile_from_mapping(source, parse_mapping(pairs)))
    return profile.id
