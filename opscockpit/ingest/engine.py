"""A source to records: open it, find its layout, read it, account for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from opscockpit.domain.measures import MEASURES
from opscockpit.domain.records import Fact, Order, ParsedFile
from opscockpit.errors import FileTrouble
from opscockpit.ingest.account import Account
from opscockpit.ingest.archive import Source
from opscockpit.ingest.columns import BuyerColumn, Words
from opscockpit.ingest.detection import Fit, Miss, detect, no_fit
from opscockpit.ingest.event_rows import EventRows
from opscockpit.ingest.fact_rows import FactRows
from opscockpit.ingest.ledger_rows import LedgerRows
from opscockpit.ingest.order_rows import CRITICAL, ESSENTIAL, OrderRows
from opscockpit.ingest.periods import Period, exported_at, period_above, period_of_name, span
from opscockpit.ingest.posting_rows import PostingRows
from opscockpit.ingest.profiles import Profile, Profiles
from opscockpit.ingest.reading import Reading
from opscockpit.ingest.sheets import SheetTable
from opscockpit.ingest.tables import open_tables
from opscockpit.ingest.text import TextTable

AnyTable = TextTable | SheetTable
Found = list[tuple[AnyTable, Fit]]


def parse(
    source: Source,
    *,
    profiles: Profiles,
    pseudonym: Callable[[str], str],
    period: tuple[date, date] | None = None,
    profile_id: str | None = None,
    currency: str | None = None,
    words: Words | None = None,
) -> list[ParsedFile]:
    """The records of a source, one ParsedFile per table that fits a profile (a workbook may hold several).

    `pseudonym` turns a normalised buyer id into what is kept of it. `period` gives the days of a report that has
    none of its own, `profile_id` forces a layout, `currency` is the store's. `words` carries what was read of words
    from one source of an import to the next. Raises FileTrouble where nothing in
    the source can be used, NotFound for an unknown profile.
    """
    chosen = [profiles.by_id(profile_id)] if profile_id else list(profiles)
    found, misses = _fits(source, chosen)
    if not found:
        raise no_fit(*misses[0], forced=chosen[0] if profile_id else None)
    parsed = []
    for table, fit in found:
        days = _period(source, table, fit, found, profiles, period)
        account = Account()
        for other, _ in misses:
            account.note(f"{other.name} fits no known layout and was left out")
        parsed.append(_read(source, table, fit, account, days, pseudonym, currency, {} if words is None else words))
    return parsed


def _fits(source: Source, profiles: list[Profile]) -> tuple[Found, list[tuple[AnyTable, Miss | None]]]:
    found: Found = []
    misses: list[tuple[AnyTable, Miss | None]] = []
    for table in open_tables(source):
        fit = detect(table, profiles)
        if isinstance(fit, Fit):
            if isinstance(table, TextTable):
                table.delimiter = fit.delimiter
            found.append((table, fit))
        else:
            misses.append((table, fit))
    return found, misses


def _read(
    source: Source,
    table: AnyTable,
    fit: Fit,
    account: Account,
    days: Period | None,
    pseudonym: Callable[[str], str],
    currency: str | None,
    words: Words,
) -> ParsedFile:
    profile = fit.profile
    reading = Reading(table, fit, account, pseudonym=pseudonym, currency=currency, words=words)
    parsed = ParsedFile(
        profile.id, profile.source, profile.grain, table.name, source.sha256, None, time_known=True,
        exported_at=exported_at(source.file_name, source.modified),
    )  # fmt: skip
    if profile.kind == "nothing":
        account.note(f"{profile.title}: nothing in it to import")
    else:
        reading.survey()
        parsed.orders, parsed.facts = _records(reading, account, days)
        if account.read == 0:
            raise FileTrouble(f"{table.name} has the header of {profile.id} and no rows below it")
    parsed.fields = frozenset(reading.columns)
    _note_reading(reading, account)
    parsed.currency = _currency(reading)
    parsed.time_known = reading.time_known
    parsed.rows_read, parsed.rows_used = account.read, account.used
    parsed.rows_total_lines, parsed.rows_skipped = account.total_lines, account.skipped
    parsed.repaired, parsed.skipped, parsed.notes = account.repaired, account.details, account.notes
    _date_span(parsed)
    return parsed


def _records(reading: Reading, account: Account, days: Period | None) -> tuple[list[Order], list[Fact]]:
    """Run the rows through the builder of the profile's kind."""
    profile = reading.profile
    required = profile.required
    if profile.of_orders:
        book: OrderRows | LedgerRows = (OrderRows if profile.kind == "orders" else LedgerRows)(reading, account)
        readable = {*required, *CRITICAL} & set(reading.columns)
        filled = frozenset[str]() if profile.orders.continued else _always_filled(profile)
        for chunk in reading.chunks(readable, filled):
            book.add(chunk)
        return book.finish(), []
    if profile.kind == "events":
        facts: FactRows | EventRows | PostingRows = EventRows(reading)
    elif profile.kind == "postings":
        facts = PostingRows(reading, account)
    else:
        facts = FactRows(reading, account, days)
        required = (*required, "day") if "day" in reading.columns else required
    for chunk in reading.chunks(set(required), [field for field in required if field not in MEASURES]):
        facts.add(chunk)
    return [], facts.finish()


def _always_filled(profile: Profile) -> frozenset[str]:
    """The fields that every row of an order file must fill; a buyer or a time of payment may be missing."""
    return ESSENTIAL - {"created_at"} if profile.orders.day_in_number else ESSENTIAL


def _period(
    source: Source, table: AnyTable, fit: Fit, found: Found, profiles: Profiles, given: Period | None
) -> Period | None:
    """The days of a report without a date column, best evidence first. Raises FileTrouble when nothing tells."""
    profile = fit.profile
    if profile.kind != "report" or "day" in fit.columns:
        return None
    days = given or period_above(fit)
    if days is None and profile.period_sibling is not None:
        days = _period_of_siblings(source, profiles.by_id(profile.period_sibling), found)
    if days is None and profile.period_name:
        days = period_of_name(source.file_name)
    if days is None:
        raise FileTrouble(
            f"{table.name} ({profile.title}) has no date in it, and its name does not settle one. "
            "Say which day or period it covers, for example --day 2026-04-02"
        )
    return days


def _period_of_siblings(source: Source, dated: Profile, found: Found) -> Period | None:
    """The period of the dated file that was exported together with this one: another sheet, or a file beside it."""
    sheets = [days for other, fit in found if fit.profile is dated and (days := _days_in(source, other, fit))]
    if sheets:
        return span(sheets)
    beside = []
    for sibling in source.siblings:
        if sibling is source or sibling.trouble is not None:
            continue
        key = f"period of {dated.id}"
        if key not in sibling.remembered:
            sibling.remembered[key] = _days_of(sibling, dated)
        if (days := sibling.remembered[key]) is not None:
            beside.append(days)
    # Two dated files beside each other belong to two exports, and nothing tells which one this file belongs to.
    return beside[0] if len(beside) == 1 else None


def _days_of(source: Source, dated: Profile) -> Period | None:
    try:
        found, _ = _fits(source, [dated])
        return span([days for table, fit in found if (days := _days_in(source, table, fit))])
    except FileTrouble:
        return None


def _days_in(source: Source, table: AnyTable, fit: Fit) -> Period | None:
    parsed = _read(source, table, fit, Account(), None, lambda buyer: buyer, None, {})
    return span([(fact.first_day, fact.last_day) for fact in parsed.facts])


def _currency(reading: Reading) -> str | None:
    """The one currency that the file itself names."""
    column = reading.columns.get("currency")
    named = {value for value in (column or {}).values() if isinstance(value, str)}
    if named:
        return reading.currency if reading.currency in named else named.pop() if len(named) == 1 else None
    return reading.own_currency


def _note_reading(reading: Reading, account: Account) -> None:
    buyers = reading.columns.get("buyer")
    if isinstance(buyers, BuyerColumn) and buyers.masked:
        account.note("buyer names are masked by the platform, so those buyers are not known")


def _date_span(parsed: ParsedFile) -> None:
    """First and last day of the content, and the latest moment it speaks of."""
    moments = {m for o in parsed.orders for m in (o.created_at, o.paid_at, o.refunded_at) if m is not None}
    if moments:
        parsed.as_of = max(moments, key=_wall)
        parsed.first_day, parsed.last_day = min(moments, key=_wall).date(), parsed.as_of.date()
    elif parsed.facts:
        parsed.first_day = min(fact.first_day for fact in parsed.facts)
        parsed.last_day = max(fact.last_day for fact in parsed.facts)
        parsed.as_of = datetime.combine(parsed.last_day, time())


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
