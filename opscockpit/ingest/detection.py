"""Which profile a table fits: by the set of its headers in the first rows, never by file name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from opscockpit.errors import FileTrouble
from opscockpit.ingest.names import normal, without_unit
from opscockpit.ingest.profiles import Profile
from opscockpit.ingest.sheets import SheetTable
from opscockpit.ingest.tables import Top, tops
from opscockpit.ingest.text import TextTable
from opscockpit.values import dataclass

_TEACH = "To teach this layout, map its columns: --map FIELD=COLUMN"
_NUMBER = re.compile(r"-?[\d.,]*\d")


@dataclass(frozen=True, slots=True)
class Fit:
    """A profile found in a table: where its header stands and which column holds which field."""

    profile: Profile
    delimiter: str
    header_row: int  # physical; 0 when the file has no header
    header: tuple[str, ...]
    columns: dict[str, int]
    above: tuple[str, ...]  # the title lines over the header

    @property
    def width(self) -> int:
        """Cells in a row."""
        return len(self.header)


@dataclass(frozen=True, slots=True)
class Miss:
    """How close a profile came: the headers it lacks and the header row it was compared with."""

    profile: Profile
    lacks: tuple[str, ...]
    header: tuple[str, ...]
    matched: int


def detect(table: TextTable | SheetTable, profiles: Iterable[Profile]) -> Fit | Miss | None:
    """The best fitting profile, else the nearest miss, else None where no row looks like any header."""
    known = list(profiles)
    words = frozenset(name for profile in known for name in _spellings(profile))
    nearest: Miss | None = None
    for delimiter, top in tops(table):
        for at, (number, row) in enumerate(top):
            names = _names(row)
            if words.isdisjoint(names):
                continue
            likely = [profile for profile in known if _has_required(profile, names)]
            tried = [_compare(profile, names, row, number, delimiter, top[:at]) for profile in likely]
            fits = [fit for fit in tried if isinstance(fit, Fit)]
            if fits:
                return max(fits, key=lambda fit: (len(fit.columns), len(fit.profile.absent), fit.profile.own))
            if any(_NUMBER.fullmatch(cell.strip()) for cell in row):
                continue  # a row of data may hold a word that is a header elsewhere; no header holds a bare number
            tried = [_compare(profile, names, row, number, delimiter, top[:at]) for profile in known]
            misses = [miss for miss in tried if isinstance(miss, Miss) and miss.matched]
            nearest = max([*misses, *([nearest] if nearest else [])], key=_closeness, default=None)
    return _headerless(table, known) or nearest


def no_fit(table: TextTable | SheetTable, miss: Miss | None, *, forced: Profile | None = None) -> FileTrouble:
    """The error for a table that fits no profile (or not the `forced` one): what is lacking, the columns found."""
    if miss is None:
        top = max((top for _, top in tops(table)), key=lambda top: len(top[0][1]) if top else 0, default=[])
        seen = ", ".join(cell.strip() for cell in (top[0][1] if top else [])[:8])[:200]
        if forced is None:
            return FileTrouble(f"{table.name} fits no known layout; its first row reads: {seen}. {_TEACH}")
        needs = ", ".join(forced.fields[field][0] for field in forced.required)
        return FileTrouble(f"{table.name} does not fit {forced.id}, which needs {needs}; its first row reads: {seen}")
    return FileTrouble(
        f"{table.name} fits no known layout. The nearest is {miss.profile.id} ({miss.profile.title}), which also needs "
        f"{', '.join(miss.lacks)}. Columns found: {_listed(miss.header)}. {_TEACH}"
    )


@lru_cache(maxsize=512)
def _spellings_of(headers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for header in headers for name in (normal(header), without_unit(header)[0]))


def _spellings(profile: Profile) -> Iterable[str]:
    for headers in profile.fields.values():
        yield from _spellings_of(headers)


def _names(row: list[str]) -> dict[str, int]:
    """Normal names of a row to their column, whole names first, then names without unit. The first of twins wins."""
    names: dict[str, int] = {}
    for at, cell in enumerate(row):
        if cell and len(cell) <= 120:
            names.setdefault(normal(cell), at)
    for at, cell in enumerate(row):
        if cell and len(cell) <= 120:
            names.setdefault(without_unit(cell)[0], at)
    names.pop("", None)
    return names


def _has_required(profile: Profile, names: dict[str, int]) -> bool:
    """Whether each required field has a column: what most profiles fail at once, so that few are compared in full."""
    return all(not names.keys().isdisjoint(_spellings_of(profile.fields[field])) for field in profile.required)


def _compare(
    profile: Profile, names: dict[str, int], row: list[str], number: int, delimiter: str, above: Top
) -> Fit | Miss:
    columns: dict[str, int] = {}
    for field, spellings in profile.fields.items():
        for spelling in spellings:
            at = names.get(normal(spelling))
            if at is None:
                at = names.get(without_unit(spelling)[0])
            if at is not None:
                columns[field] = at
                break
    lacks = tuple(profile.fields[field][0] for field in profile.required if field not in columns)
    if lacks or not columns or any(normal(name) in names for name in profile.absent):
        other = tuple(f"no column {name!r}" for name in profile.absent if normal(name) in names)
        return Miss(profile, lacks or other, tuple(row), len(columns))
    titles = tuple(" ".join(cell for cell in line if cell).strip() for _, line in above)
    return Fit(profile, delimiter, number, _trimmed(row), columns, titles)


def _headerless(table: TextTable | SheetTable, profiles: list[Profile]) -> Fit | None:
    """A layout without header, told by the shape of every cell of its first rows."""
    shaped = [profile for profile in profiles if profile.headerless]
    for delimiter, top in tops(table):
        rows = [row for _, row in top]
        for profile in shaped:
            width = len(profile.headerless)
            if rows and all(len(row) == width and all(map(_matches, profile.headerless, row)) for row in rows):
                columns = {field: at for at, field in enumerate(profile.positions) if field}
                return Fit(profile, delimiter, 0, tuple(f"column {at + 1}" for at in range(width)), columns, ())
    return None


def _matches(pattern: re.Pattern[str], cell: str) -> bool:
    return pattern.fullmatch(cell.strip()) is not None


def _trimmed(row: list[str]) -> tuple[str, ...]:
    width = max(at for at, cell in enumerate(row, start=1) if cell.strip())
    return tuple(cell.strip() for cell in row[:width])


def _closeness(miss: Miss) -> tuple[float, int]:
    needed = len(miss.profile.required) or 1
    return (1 - len(miss.lacks) / needed, miss.matched)


def _listed(header: tuple[str, ...]) -> str:
    names = [cell.strip() for cell in header if cell.strip()]
    more = f" and {len(names) - 40} more" if len(names) > 40 else ""
    return ", ".join(names[:40]) + more
