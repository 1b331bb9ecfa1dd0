"""Profile files: TOML to `Profile`, with every slip named by file, key and nearest valid key.

Keys of a file: id, title, platform, source (the stream of data it belongs to), grain, kind, priority (higher wins a
day that several sources give), complete (measures given for the whole store), additive (measures whose slices add up
to the store), required (fields), absent (headers that tell another layout), personal (headers never looked at),
date_order ('mdy' or 'dmy' for columns that prove neither), zone ('store' or an IANA name), currency, ad_platform
(whose advertising it tells of; reports of one are alternatives, those of several add up; the platform), positive
(measures written with a minus), total_lines [{field, match}], period {lines, sibling, name}, headerless (a pattern
per column) with positions (the fields of the columns), [fields] field = headers, [constants] dimension = text,
[sums] measure = signed fields, [weighted] measure = [value, weight], [orders], [events], [[postings]].
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from difflib import get_close_matches
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from opscockpit.clock import zone_named
from opscockpit.domain.measures import MEASURES
from opscockpit.errors import WrongUsage
from opscockpit.ingest.fields import DIMENSIONS, EVENT_FIELDS, ORDER_FIELDS, kind_of
from opscockpit.ingest.profiles import KINDS, OrderRules, Posting, Profile, Profiles, RowRule

_TEXTS = ("id", "title", "platform", "source", "grain", "kind", "date_order", "zone", "currency", "ad_platform")
_LISTS = ("complete", "additive", "required", "absent", "personal", "positions", "positive")
_TABLES = ("fields", "constants", "sums", "weighted", "orders", "events", "period")
_OTHERS = ("priority", "total_lines", "headerless", "postings")
_NEEDED = ("id", "title", "platform", "source", "grain", "kind", "required", "fields")
_NEEDED_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "orders": (("number",), ("created_at",)),
    "lines": (("number",), ("created_at",), ("line_units",), ("line_price", "line_amount")),
    "events": (("session",), ("event",), ("happened_at",)),
    "postings": (("day",), ("money_amount",)),
}
_ORDER_CHOICES = {"paid": ("column", "within_total", "lines"), "refunds": ("column", "adjusted_total", "status")}
_ORDER_KEYS = tuple(item.name for item in fields_of(OrderRules))


def load_profiles(user_dir: Path | None = None) -> Profiles:
    """The shipped profiles and the user's own; the user's win. Raises WrongUsage for a broken file."""
    shipped = resources.files("opscockpit.ingest").joinpath("profiles")
    found = {profile.id: profile for profile in _folder(shipped.iterdir())}
    if user_dir is not None and user_dir.is_dir():
        found |= {profile.id: replace(profile, own=True) for profile in _folder(user_dir.iterdir())}
    return Profiles(found)


def read_profile(text: str, file: str) -> Profile:
    """A profile from the text of its file. Raises WrongUsage naming the file, the key and the nearest valid key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise WrongUsage(f"{file}: not valid TOML: {trouble}") from None
    return _Reader(file, data).profile()


def _folder(entries: Iterable[Traversable]) -> Iterable[Profile]:
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.name.endswith(".toml") and not entry.name.startswith("."):
            try:
                text = entry.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as trouble:
                raise WrongUsage(f"{entry.name}: cannot be read: {trouble}") from None
            yield read_profile(text, entry.name)


class _Reader:
    """Checks one parsed TOML document key by key."""

    def __init__(self, file: str, data: dict[str, Any]) -> None:
        self.file = file
        self.data = data

    def profile(self) -> Profile:
        """The profile, or WrongUsage."""
        data = self.data
        self.keys(data, (*_TEXTS, *_LISTS, *_TABLES, *_OTHERS), "")
        for key in _NEEDED:
            if key not in data:
                raise self.wrong(f"key {key!r} is missing")
        kind = self.one_of("kind", self.text("kind"), KINDS)
        if data.get("date_order"):
            self.one_of("date_order", self.text("date_order"), ("mdy", "dmy", "ymd"))
        if data.get("zone", "store") != "store":
            zone_named(self.text("zone"))
        if not self.table("fields") and not data.get("positions"):
            raise self.wrong("[fields] names no column")
        names = {field: self.texts(f"fields.{field}", value) for field, value in self.table("fields").items()}
        of_orders = kind in ("orders", "lines")
        for field in names:
            self.field(field, of_orders, "fields")
        if not isinstance(data.get("priority", 50), int):
            raise self.wrong("key 'priority' must be a whole number")
        values: dict[str, Any] = {key: self.text(key) for key in _TEXTS if key in data}
        values |= {key: self.texts(key, data[key]) for key in _LISTS if key in data}
        values |= self.rules(names)
        for key in ("required", "positions"):
            for field in values.get(key, ()):
                if field and field not in names and not (key == "positions" and kind_of(field, of_orders=of_orders)):
                    raise self.unknown(field, list(names), key)
        self.needed_fields(kind, {*names, *values.get("positions", ())}, values["orders"])
        for key in ("complete", "additive", "positive"):
            for measure in values.get(key, ()):
                if measure not in MEASURES:
                    raise self.unknown(measure, list(MEASURES), key)
        return Profile(**values, fields=names, priority=data.get("priority", 50))

    def needed_fields(self, kind: str, fields: set[str], rules: OrderRules) -> None:
        """Refuse a kind that lacks the fields it is made of."""
        for choice in _NEEDED_FIELDS.get(kind, ()):
            made = choice == ("number",) and rules.number_from_content
            if not made and fields.isdisjoint(choice):
                raise self.wrong(f"a profile of kind {kind!r} needs the field {' or '.join(choice)}")

    def rules(self, names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """Everything that is more than a text or a list of texts."""
        period = self.table("period")
        self.keys(period, ("lines", "sibling", "name"), "period")
        weighted = {key: self.texts(f"weighted.{key}", value) for key, value in self.table("weighted").items()}
        if any(len(pair) != 2 for pair in weighted.values()):
            raise self.wrong("each entry of [weighted] is [value, weight]")
        sums = {key: self.texts(f"sums.{key}", value) for key, value in self.table("sums").items()}
        for measure in (*weighted, *sums, *(key for key in self.table("events") if key not in ("per", "session"))):
            if measure not in MEASURES:
                raise self.unknown(measure, list(MEASURES), "sums, weighted or events")
        for terms in sums.values():
            for term in terms:
                if term.lstrip("+-") not in names:
                    raise self.unknown(term.lstrip("+-"), list(names), "sums")
        return {
            "total_lines": tuple(self.row_rule(rule) for rule in self.data.get("total_lines", [])),
            "period_lines": tuple(map(self.pattern, self.texts("period.lines", period.get("lines", [])))),
            "period_sibling": period.get("sibling"),
            "period_name": bool(period.get("name", False)),
            "headerless": tuple(map(self.pattern, self.texts("headerless", self.data.get("headerless", [])))),
            "constants": {key: str(value) for key, value in self.table("constants").items()},
            "sums": sums,
            "weighted": weighted,
            "orders": self.order_rules(),
            "events": {key: self.texts(f"events.{key}", value) for key, value in self.table("events").items()},
            "postings": tuple(self.posting(rule) for rule in self.data.get("postings", [])),
        }

    def order_rules(self) -> OrderRules:
        """The [orders] table."""
        table = self.table("orders")
        self.keys(table, _ORDER_KEYS, "orders")
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key.endswith("_statuses"):
                values[key] = frozenset(text.casefold() for text in self.texts(f"orders.{key}", value))
            elif key in ("refund_number", "adjustment_number", "day_in_number"):
                values[key] = self.pattern(str(value))
            elif key in ("paid", "refunds"):
                values[key] = self.one_of(f"orders.{key}", str(value), _ORDER_CHOICES[key])
            else:
                values[key] = bool(value)
        return OrderRules(**values)

    def row_rule(self, rule: object) -> RowRule:
        """One entry of total_lines."""
        if not isinstance(rule, dict) or "match" not in rule:
            raise self.wrong("each entry of 'total_lines' is {field = …, match = …}")
        self.keys(rule, ("field", "match"), "total_lines")
        return RowRule(str(rule.get("field", "")), self.pattern(str(rule["match"])))

    def posting(self, rule: object) -> Posting:
        """One entry of [[postings]]."""
        if not isinstance(rule, dict) or "measure" not in rule:
            raise self.wrong("each entry of 'postings' has 'measure', and 'sign' and 'when' where needed")
        self.keys(rule, ("measure", "sign", "when"), "postings")
        measure = self.one_of("postings.measure", str(rule["measure"]), tuple(MEASURES))
        when = {str(key): self.pattern(str(value)) for key, value in rule.get("when", {}).items()}
        return Posting(when, measure, -1 if rule.get("sign") == -1 else 1)

    def field(self, field: str, of_orders: bool, where: str) -> None:
        """Refuse a field that does not exist."""
        if kind_of(field, of_orders=of_orders) is None:
            known = ORDER_FIELDS if of_orders else {**MEASURES, **DIMENSIONS, **EVENT_FIELDS, "day": "", "last_day": ""}
            raise self.unknown(field, list(known), where)

    def text(self, key: str) -> str:
        """A key that must be a text."""
        value = self.data[key]
        if not isinstance(value, str):
            raise self.wrong(f"key {key!r} must be a text")
        return value

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        """A value that must be a list of texts (a single text counts as one)."""
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"key {key!r} must be a list of texts")
        return tuple(value)

    def table(self, key: str) -> dict[str, Any]:
        """A key that must be a table; empty when it is absent."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(f"key {key!r} must be a table")
        return value

    def keys(self, table: Mapping[str, object], allowed: tuple[str, ...], where: str) -> None:
        """Refuse keys that do not exist."""
        for key in table:
            if key not in allowed:
                raise self.unknown(key, list(allowed), where)

    def one_of(self, key: str, value: str, allowed: tuple[str, ...]) -> str:
        """Refuse a value that is not one of a few."""
        if value not in allowed:
            raise self.unknown(value, list(allowed), key)
        return value

    def pattern(self, text: str) -> re.Pattern[str]:
        """A regular expression, case ignored."""
        try:
            return re.compile(text, re.I)
        except re.error as trouble:
            raise self.wrong(f"{text!r} is no valid pattern: {trouble}") from None

    def unknown(self, word: str, allowed: list[str], where: str) -> WrongUsage:
        """The error for a word that is not known, with the nearest one that is."""
        near = get_close_matches(word, allowed, n=1, cutoff=0.3)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(allowed[:12])}"
        return self.wrong(f"{'in ' + where + ': ' if where else ''}{word!r} is not known{hint}")

    def wrong(self, why: str) -> WrongUsage:
        """The error, naming the file."""
        return WrongUsage(f"profile {self.file}: {why}")
