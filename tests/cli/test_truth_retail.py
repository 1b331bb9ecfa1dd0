"""The real sales ledger of 245 daily files: its figures, its second import, its order, its way back."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cockpit
from tests.cli.test_truth_ledgers import pick
from tests.conftest import ROOT

pytestmark = pytest.mark.data

ZIP = "by-day_2010-12-01_2011-09-30.zip"
MONTHS = {
    "2010-12": (823746.14, 1559, -74789.12, 885), "2011-01": (691364.56, 1086, -131364.30, 417),
    "2011-02": (523631.89, 1100, -25569.24, 380), "2011-03": (717639.36, 1454, -34372.28, 452),
    "2011-04": (537808.62, 1246, -44601.50, 300), "2011-05": (770536.02, 1681, -47202.51, 284),
    "2011-06": (761739.90, 1533, -70616.78, 242), "2011-07": (719221.19, 1475, -37921.08, 188),
    "2011-08": (748076.32, 1360, -54333.75, 169), "2011-09": (1058590.17, 1837, -38902.55, 299),
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(data: Path, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the whole archive, imported once through the command line."""
    from opscockpit.cli import main

    path = tmp_path_factory.mktemp("retail") / "shop.db"
    shutil.copy(empty_database, path)
    words = ["store", "add", "Gifts", "--platform", "own", "--tz", "Europe/London", "--currency", "GBP"]
    assert main(["--db", str(path), *words]) == 0
    assert main(["--db", str(path), "import", str(data / "online-retail" / ZIP)]) == 0
    return path


@pytest.fixture
def gifts(loaded: Path, cockpit: Cockpit) -> Cockpit:
    """A copy of that database."""
    shutil.copy(loaded, cockpit.db)
    shutil.copy(loaded.with_name("shop.db.key"), cockpit.db.with_name("shop.db.key"))
    return cockpit


def test_the_whole_archive(gifts: Cockpit) -> None:
    batches = gifts.sql("SELECT count(*), sum(rows_read), sum(rows_used), sum(rows_skipped) FROM batch")
    assert batches == [(245, 370931, 370931, 0)]
    rows = gifts.rows("2010-12-01", "2011-09-30")
    known = [row for row in rows if row["orders"] is not None]
    assert len(known) == 245, "days without a file are unknown, not zero"
    assert round(sum(row["paid"] for row in known), 2) == 7352354.17
    assert sum(row["orders"] for row in known) == 14331
    assert round(sum(row["refunds"] for row in known), 2) == 559673.11
    assert round(sum(row["net_sales"] for row in known), 2) == 6781619.00
    assert sum(row["new_buyers"] for row in known) == 3616
    refund_documents = gifts.sql("SELECT count(*) FROM sale WHERE kind = 'refund'")
    assert refund_documents == [(2887,)]


def test_months(gifts: Cockpit) -> None:
    months = {row["period"]: row for row in gifts.rows("2010-12-01", "2011-09-30", by="month")}
    for month, (paid, orders, cancelled, new) in MONTHS.items():
        assert pick(months[month], "paid", "orders", "refunds", "new_buyers") == (paid, orders, -cancelled, new), month
    first = months["2010-12"]
    assert first["aov"] == pytest.approx(823746.14 / 1559, abs=0.0001)


def test_days(gifts: Cockpit) -> None:
    names = ("paid", "orders", "refunds", "buyers", "new_buyers", "returning_buyers")
    first = gifts.day("2010-12-01")
    assert pick(first, *names) == (58960.79, 127, 325.23, 95, 95, 0)
    assert round(first["aov"], 2) == 464.26
    january = gifts.day("2011-01-18")
    assert pick(january, *names, "net_sales") == (95978.05, 41, 77297.25, 31, 13, 18, 18680.80)
    june = gifts.day("2011-06-15")
    assert pick(june, *names) == (49097.99, 59, 2958.81, 42, 10, 32)
    assert round(june["aov"], 2) == 832.17
    order = gifts.sql("SELECT units, paid FROM sale WHERE number = '541431'")
    assert order == [(74215, 7718360)]


def test_imports_list_and_explain_name_the_file(gifts: Cockpit) -> None:
    listed = gifts.done("imports", "--json").json
    june = next(row for row in listed if row["file"].endswith("2011-06-15.csv"))
    assert pick(june, "days", "state", "profile") == (["2011-06-15", "2011-06-15"], "live", "ledger.lines")
    told = gifts.done("explain", "paid", "--day", "2011-06-15", "--vs", "week", "--json").json
    assert pick(told, "metric", "store", "day", "value") == ("paid", "Gifts", "2011-06-15", 49097.99)
    assert told["base"]["day"] == "2011-06-08"
    assert told["delta"] == pytest.approx(told["value"] - told["base"]["value"], abs=0.005)
    assert sum(effect["value"] for effect in told["effects"]) == pytest.approx(told["delta"], abs=0.005)
    (source,) = told["sources"]
    assert (source["batch"], source["file"]) == (june["batch"], june["file"])


def test_a_second_import_changes_nothing(gifts: Cockpit, data: Path) -> None:
    before = gifts.bytes_hash()
    answer = gifts("import", data / "online-retail" / ZIP, "--json")
    assert answer.code == 0
    reports = answer.reports
    assert len(reports) == 245
    assert all(report["duplicate_of"] is not None and report["batch"] is None for report in reports)
    plain = gifts("import", data / "online-retail" / "2011-01-18.csv", "--json")
    listed = gifts.done("imports", "--json").json
    there = next(row["batch"] for row in listed if row["file"].endswith("2011-01-18.csv"))
    assert (plain.code, plain.report["duplicate_of"]) == (0, there)
    assert gifts.bytes_hash() == before


@pytest.fixture
def some_days(data: Path, tmp_path: Path) -> list[Path]:
    """Twenty-five of the daily files, unpacked."""
    with zipfile.ZipFile(data / "online-retail" / ZIP) as archive:
        names = sorted(archive.namelist())[::10]
        archive.extractall(tmp_path / "days", names)
    return [tmp_path / "days" / name for name in names]


def test_shuffled_order_gives_the_same_content(make_cockpit: Callable[[str], Cockpit], some_days: list[Path]) -> None:
    digests = []
    key = None
    for seed in (None, 1, 2):
        cockpit = make_cockpit(f"order{seed}")
        cockpit.store("Gifts", "Europe/London", "GBP")
        key = key or cockpit.db.with_name("shop.db.key")
        if key.exists():
            shutil.copy(key, cockpit.db.with_name("shop.db.key"))
        files = list(some_days)
        if seed is not None:
            random.Random(seed).shuffle(files)
        cockpit.load(*files)
        digests.append(cockpit.digest())
        key = key if key.exists() else cockpit.db.with_name("shop.db.key")
    assert digests[0] == digests[1] == digests[2]


PEAK = """
import resource, sys
from pathlib import Path
from opscockpit.cli import main

status = Path("/proc/self/status")
assert main(sys.argv[1:]) == 0
if status.exists():  # what getrusage says there is the largest that the parent ever was, where that is more
    print(next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""Runs a command in its own process and prints the most memory it has held, in bytes."""


def test_one_large_file_takes_little_memory(cockpit: Cockpit, data: Path, tmp_path: Path) -> None:
    """All days in one text of 33 MB, through the whole import: at most 400 MB, and the same sums."""
    cockpit.store("Gifts", "Europe/London", "GBP")
    with zipfile.ZipFile(data / "online-retail" / ZIP) as archive, (tmp_path / "all.csv").open("wb") as whole:
        for n, name in enumerate(sorted(archive.namelist())):
            text = archive.read(name)
            whole.write(text if n == 0 else text[text.index(b"\n") + 1 :])
    words = [sys.executable, "-c", PEAK, "--db", str(cockpit.db), "import", str(tmp_path / "all.csv")]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) < 400 * 2**20
    months = cockpit.rows("2010-12-01", "2011-09-30", by="month")
    assert [(row["paid"], row["orders"]) for row in months] == [month[:2] for month in MONTHS.values()]


def test_undoing_every_import_leaves_an_empty_ledger(cockpit: Cockpit, some_days: list[Path]) -> None:
    cockpit.store("Gifts", "Europe/London", "GBP")
    empty = cockpit.digest()
    batches = [report["batch"] for report in cockpit.load(*some_days[:15])]
    random.Random(3).shuffle(batches)
    for batch in batches:
        cockpit.done("imports", "undo", batch)
    assert cockpit.digest() == empty
    again = cockpit("imports", "undo", batches[0])
    assert again.code == 1
    assert "has been undone already" in again.err
