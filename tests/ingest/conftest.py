"""Helpers of the ingest tests: parse a text or a folder with the shipped profiles."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from opscockpit.domain.records import ParsedFile
from opscockpit.ingest import Profiles, collect, load_profiles, parse

Parse = Callable[..., ParsedFile]


def pseudonym(buyer: str) -> str:
    """A stand-in for the keyed hash of a buyer."""
    return "hash-" + hashlib.sha256(buyer.encode()).hexdigest()[:12]


def check_account(parsed: ParsedFile) -> None:
    """The account of rows holds whatever a file is like."""
    assert parsed.rows_read == parsed.rows_used + parsed.rows_skipped + parsed.rows_total_lines
    assert len(parsed.skipped) == min(parsed.rows_skipped, 1000)


def totals(parsed: Iterable[ParsedFile]) -> Counter[str]:
    """Sums of all measures over all facts."""
    sums: Counter[str] = Counter()
    for part in parsed:
        for fact in part.facts:
            sums.update(fact.measures)
    return sums


@pytest.fixture(scope="session")
def profiles() -> Profiles:
    """The shipped profiles."""
    return load_profiles()


@pytest.fixture
def read(profiles: Profiles) -> Callable[..., list[ParsedFile]]:
    """Parse everything under some paths; every account is checked on the way."""

    def reader(*paths: Path, period: tuple[date, date] | None = None, currency: str | None = None) -> list[ParsedFile]:
        parsed = [
            part
            for source in collect(paths)
            for part in parse(source, profiles=profiles, pseudonym=pseudonym, period=period, currency=currency)
        ]
        for part in parsed:
            check_account(part)
        return parsed

    return reader


@pytest.fixture
def parse_text(profiles: Profiles, tmp_path: Path) -> Parse:
    """Parse one text (or bytes) as a file of a given name; exactly one table comes out."""

    def parser(
        content: str | bytes,
        name: str = "export.csv",
        *,
        period: tuple[date, date] | None = None,
        currency: str | None = None,
        profile_id: str | None = None,
    ) -> ParsedFile:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (source,) = collect([path])
        (parsed,) = parse(
            source, profiles=profiles, pseudonym=pseudonym, period=period, currency=currency, profile_id=profile_id
        )
        check_account(parsed)
        return parsed

    return parser
