"""Teaching a layout: guess which column is which, and write a small profile file once a person has said so."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from opscockpit.domain.measures import MEASURES
from opscockpit.errors import FileTrouble, WrongUsage
from opscockpit.ingest.archive import Source
from opscockpit.ingest.fields import DIMENSIONS, ORDER_FIELDS, kind_of
from opscockpit.ingest.names import normal, without_unit
from opscockpit.ingest.profile_files import read_profile
from opscockpit.ingest.profiles import Profile, Profiles
from opscockpit.ingest.tables import Top, open_tables, tops
from opscockpit.values import dataclass

OWN = "own"
"""Platform and first part of the id of every profile that a person made by mapping columns."""
_ORDER_COMPLETE = ("orders_created", "orders", "units", "paid", "refunds", "created_amount")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likely header of an unknown file and the fields its columns may be."""

    columns: tuple[str, ...]
    fields: dict[str, str]


def suggest_mapping(source: Source, profiles: Profiles) -> Suggestion:
    """What the columns of a source may be, by the names that known layouts use. Raises FileTrouble.

    The header is taken to be the row with the most filled cells among those that read like names.
    """
    top = [row for _, row in _best_top(source)]
    if not top:
        raise FileTrouble(f"{source.name} holds no rows")
    header = max(top, key=lambda row: sum(bool(cell.strip()) and not cell.strip()[0].isdigit() for cell in row))
    columns = tuple(cell.strip() for cell in header if cell.strip())
    words = {without_unit(name)[0]: name for name in reversed(columns)}
    fields: dict[str, str] = {}
    for profile in sorted(profiles, key=lambda profile: -profile.priority):
        for field, spellings in profile.fields.items():
            hit = next((words[w] for s in spellings if (w := without_unit(s)[0]) in words), None)
            if hit is not None and hit not in fields.values():
                fields.setdefault(field, hit)
    return Suggestion(columns, fields)


def profile_from_mapping(source: Source, mapping: Mapping[str, str], *, title: str | None = None) -> str:
    """The TOML text of a profile for files with the columns of this one. Raises WrongUsage for a wrong mapping.

    With `number` the rows become orders (lines of orders when they carry `line_units` but no `paid`), otherwise
    facts of the mapped measures and dimensions.
    """
    if not mapping:
        raise WrongUsage("no column was mapped; write --map FIELD=COLUMN, for example --map number='Order no'")
    kind = _kind(mapping)
    _check_fields(mapping, of_orders=kind != "report")
    _check_columns(source, mapping)
    slug = _slug(title or Path(source.file_name).stem)
    grain = "orders" if kind != "report" else next((dim for dim in DIMENSIONS if dim in mapping), "store")
    measures = [field for field in mapping if field in MEASURES]
    complete = list(_ORDER_COMPLETE) if kind != "report" else measures if grain == "store" else []
    lines = [
        f"id = {_text(f'{OWN}.{slug}')}",
        f"title = {_text(title or source.file_name)}",
        f"platform = {_text(OWN)}",
        f"ad_platform = {_text(f'{OWN}.{slug}')}",
        f"source = {_text(f'{OWN}.{slug}')}",
        f"grain = {_text(grain)}",
        f"kind = {_text(kind)}",
        f"complete = {_texts(complete)}",
        f"required = {_texts(list(mapping))}",
        "",
        "[fields]",
        *(f"{field} = {_texts([column])}" for field, column in mapping.items()),
    ]
    if kind == "report" and "day" not in mapping:
        lines += ["", "[period]", "name = true"]
    if kind == "lines":
        lines += ["", "[orders]", 'paid = "lines"']
    return "\n".join(lines) + "\n"


def save_profile(user_dir: Path, text: str) -> tuple[Path, Profile]:
    """Write a profile into the user's folder, under its id; an earlier one of that id is replaced."""
    profile = read_profile(text, "mapping")
    user_dir.mkdir(parents=True, exist_ok=True)
    path = user_dir / f"{profile.id}.toml"
    path.write_text(text, "utf-8")
    return path, profile


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """`FIELD=COLUMN` arguments as a mapping. Raises WrongUsage."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise WrongUsage(f"{pair!r} is no mapping; write FIELD=COLUMN, for example number='Order no'")
        mapping[field.strip()] = column.strip()
    return mapping


def _kind(mapping: Mapping[str, str]) -> str:
    if "number" not in mapping:
        return "report"
    return "lines" if "line_units" in mapping and "paid" not in mapping else "orders"


def _check_fields(mapping: Mapping[str, str], *, of_orders: bool) -> None:
    of_reports = ["day", "last_day", "currency", *DIMENSIONS, *MEASURES]
    known = [*ORDER_FIELDS] if of_orders else [*of_reports, *ORDER_FIELDS]
    for field in mapping:
        if kind_of(field, of_orders=of_orders) is None:
            if not of_orders and field in ORDER_FIELDS:
                raise WrongUsage(f"{field!r} is a field of orders, which need their 'number' mapped too")
            near = get_close_matches(field, known, n=1, cutoff=0.3)
            hint = f"did you mean {near[0]!r}?" if near else f"known fields are {', '.join(known)}"
            raise WrongUsage(f"there is no field {field!r}; {hint}")
    needed = [("created_at",), ("paid", "line_amount", "line_price")] if of_orders else [tuple(MEASURES)]
    for choice in needed:
        if not any(field in mapping for field in choice):
            named = " or ".join(choice) if len(choice) < 5 else "at least one measure, such as sessions or ad_spend"
            raise WrongUsage(f"the mapping also needs {named}")


def _check_columns(source: Source, mapping: Mapping[str, str]) -> None:
    wanted = {normal(column): column for column in mapping.values()}
    nearest: list[str] = []
    for _, row in _best_top(source):
        names = {normal(cell) for cell in row} | {without_unit(cell)[0] for cell in row}
        if wanted.keys() <= names:
            return
        if len(wanted.keys() & names) >= len(wanted.keys() & {normal(cell) for cell in nearest}):
            nearest = row
    found = {normal(cell) for cell in nearest}
    missing = [column for name, column in wanted.items() if name not in found]
    columns = ", ".join(cell.strip() for cell in nearest[:40])
    raise WrongUsage(f"{source.name} has no column {', '.join(map(repr, missing))}; its columns are {columns}")


def _best_top(source: Source) -> Top:
    """The top rows of the first table, cut by the delimiter that gives the most cells."""
    cuts = [top for _, top in tops(open_tables(source)[0])]
    return max(cuts, key=lambda top: sum(len(row) for _, row in top) if len(cuts) > 1 else 0, default=[])


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\W+", "_", re.sub(r"\d{4,}|\d+[-_.]\d+([-_.]\d+)?", " ", plain)).strip("_") or "layout"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _texts(texts: list[str]) -> str:
    return "[" + ", ".join(map(_text, texts)) + "]"
