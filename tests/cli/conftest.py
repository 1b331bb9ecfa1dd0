"""The command line as scripts use it: run in this process, with its exit code and what it prints."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from opscockpit.cli import main
from tests.conftest import ROOT

SMALL = ROOT / "fixtures" / "small"

DIGESTED = {
    "day_measure": "SELECT s.name, m.measure, m.channel, m.day, m.value, m.source FROM day_measure m "
    "JOIN store s ON s.id = m.store_id",
    "hour_measure": "SELECT s.name, m.measure, m.day, m.hour, m.value FROM hour_measure m "
    "JOIN store s ON s.id = m.store_id",
    "sale": "SELECT s.number, s.kind, s.created_at, s.paid_at, s.day, s.hour, s.paid, s.refunded, s.refund_day, "
    "s.adjustment, s.cancelled, s.units, s.postage, s.tax, s.discount, s.fees, b.hash, s.region, s.channel, s.status "
    "FROM sale s LEFT JOIN buyer b ON b.id = s.buyer_id WHERE s.live = 1",
    "sale_line": "SELECT s.number, l.row, p.sku, l.pieces, l.amount FROM sale_line l "
    "JOIN sale s ON s.id = l.sale_id AND s.live = 1 JOIN product p ON p.id = l.product_id",
    "buyer": "SELECT hash, first_day FROM buyer",
    "product": "SELECT DISTINCT p.sku, p.title FROM product p JOIN sale_line l ON l.product_id = p.id",
    "fact": "SELECT f.source, f.first_day, f.last_day, f.measure, d.dims, b.sha256, f.value FROM fact f "
    "JOIN dimension d ON d.id = f.dimension_id JOIN batch b ON b.id = f.batch_id",
    "slice": "SELECT l.source, l.first_day, l.last_day, b.sha256, l.live FROM slice l "
    "JOIN batch b ON b.id = l.batch_id WHERE b.grain <> 'orders'",
    "batch": "SELECT profile, sha256, state, rows_read, rows_used, rows_skipped, rows_total_lines FROM batch "
    "WHERE state = 'live'",
}
"""What a database holds, in words that do not depend on ids or on the order of the imports."""


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The content of a database by table, sorted."""
    con = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return {name: sorted(con.execute(sql).fetchall(), key=repr) for name, sql in DIGESTED.items()}
    finally:
        con.close()


def digest(path: Path) -> dict[str, str]:
    """A short hash of the content of each table."""
    return {name: hashlib.sha256(repr(rows).encode()).hexdigest()[:16] for name, rows in contents(path).items()}


@dataclass
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The objects of `import --json`, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def report(self) -> dict[str, Any]:
        (report,) = self.reports
        return report


class Cockpit:
    """One database and the command line on it."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.db = path
        self.capsys = capsys

    def __call__(self, *words: object, now: str | None = None, who: str = "lin") -> Answer:
        """Run one command."""
        self.capsys.readouterr()
        options = ["--db", str(self.db), "--as", who, *(["--now", now] if now else [])]
        try:
            code = main([*options, *map(str, words)])
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = self.capsys.readouterr()
        return Answer(code, out, err)

    def done(self, *words: object, now: str | None = None, who: str = "lin") -> Answer:
        """Run a command that must end well."""
        answer = self(*words, now=now, who=who)
        assert answer.code in (0, 4), f"{words}: exit {answer.code}: {answer.err}"
        return answer

    def store(self, name: str, zone: str = "UTC", currency: str = "USD", platform: str = "own") -> None:
        self.done("store", "add", name, "--platform", platform, "--tz", zone, "--currency", currency)

    def load(self, *paths: object, **options: Any) -> list[dict[str, Any]]:
        """Import and return the reports; every account must add up."""
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        reports = self.done("import", *paths, *words, "--json").reports
        for report in reports:
            assert_accounted(report)
        return reports

    def day(self, day: str, **options: str) -> dict[str, Any]:
        """The metrics of one day."""
        (row,) = self.rows(day, day, **options)
        return row

    def rows(self, first: str, last: str, **options: str) -> list[dict[str, Any]]:
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        rows: list[dict[str, Any]] = self.done("metrics", "--from", first, "--to", last, *words, "--json").json
        return rows

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        return contents(self.db)

    def digest(self) -> dict[str, str]:
        return digest(self.db)

    def bytes_hash(self) -> str:
        """The hash of the file itself: for what must not have written anything."""
        return hashlib.sha256(self.db.read_bytes()).hexdigest()

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        con = sqlite3.connect(f"{self.db.as_uri()}?mode=ro", uri=True)
        try:
            return con.execute(text).fetchall()
        finally:
            con.close()


def assert_accounted(report: dict[str, Any]) -> None:
    """Every row of a file was used, skipped with a reason, or a total line."""
    parts = report["rows_used"] + report["rows_skipped"] + report["rows_total_lines"]
    assert report["rows_read"] == parts, report["file"]
    assert len(report["skipped"]) == min(report["rows_skipped"], 1000), report["file"]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once."""
    path = tmp_path_factory.mktemp("empty") / "shop.db"
    assert main(["--db", str(path), "init"]) == 0
    return path


@pytest.fixture
def make_cockpit(tmp_path: Path, empty_database: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Cockpit]:
    """Further empty databases."""

    def make(name: str) -> Cockpit:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(empty_database, folder / "shop.db")
        return Cockpit(folder / "shop.db", capsys)

    return make


@pytest.fixture
def cockpit(make_cockpit: Callable[[str], Cockpit]) -> Cockpit:
    """An empty database and the command line on it."""
    return make_cockpit("db")


@pytest.fixture
def shop(cockpit: Cockpit) -> Cockpit:
    """A database with one store called Shop that keeps dollars."""
    cockpit.store("Shop")
    return cockpit


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a text as a file in some encoding."""

    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def only(row: dict[str, Any], **wanted: object) -> None:
    got = {name: row[name] for name in wanted}
    assert got == wanted
