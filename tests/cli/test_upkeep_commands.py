"""The commands around the database itself, and the folder that is watched, as a person or cron runs them."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Cockpit, digest
from tests.conftest import ROOT
from tests.helpers import PATIENCE, wait_until


def test_init(cockpit: Cockpit, tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "shop.db"
    answer = cockpit("init", path)
    assert answer.code == 0
    assert str(path) in answer.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    again = cockpit("init", path)
    assert (again.code, path.read_bytes()) == (1, before)
    assert "exists already" in again.err


def test_init_shared(cockpit: Cockpit, tmp_path: Path) -> None:
    path = tmp_path / "shared" / "shop.db"
    assert cockpit("init", path, "--shared").code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o2770
    wrong = cockpit("init", tmp_path / "other" / "shop.db", "--shared", "--group", "no such group")
    assert wrong.code == 2
    assert "groupadd" in wrong.err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing").touch()
    full = cockpit("init", tmp_path / "full" / "shop.db", "--shared")
    assert full.code == 1
    assert "not empty" in full.err


def test_backup_and_restore(shop: Cockpit, tmp_path: Path) -> None:
    shop.load(SMALL / "sessions_shopify.csv")
    before = digest(shop.db)
    copy = tmp_path / "copy.db"
    assert shop.done("backup", copy).out.strip().endswith(str(copy))
    assert digest(copy) == before
    assert shop("backup", copy).code == 1, "an existing file is never overwritten"
    shop.done("imports", "undo", 1)
    assert digest(shop.db) != before
    shop.done("restore", copy)
    assert digest(shop.db) == before
    for bad in (tmp_path / "missing.db", SMALL / "noise.bin"):
        answer = shop("restore", bad)
        assert answer.code in (1, 3)
        assert bad.name in answer.err
        assert digest(shop.db) == before


def test_doctor(shop: Cockpit) -> None:
    findings = {finding["check"]: finding for finding in shop("doctor", "--json").json}
    assert findings["content"]["ok"]
    assert findings["write"]["ok"]
    shop.db.chmod(0o666)
    told = shop("doctor")
    assert told.code == 3
    assert f"chmod o-rwx {shop.db}" in told.out


@contextmanager
def watching(cockpit: Cockpit, folder: Path) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "opscockpit", "--db", str(cockpit.db), "--as", "robot", "watch", str(folder)]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as child:  # fmt: skip
        assert child.stdout is not None
        try:
            assert "watching" in child.stdout.readline()
            yield child
        finally:
            child.kill()


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_watch(shop: Cockpit, tmp_path: Path, signal_number: signal.Signals) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    with watching(shop, folder) as child:
        shutil.copy(SMALL / "sessions_shopify.csv", folder)
        shutil.copy(SMALL / "noise.bin", folder)
        wait_until((folder / "imported" / "sessions_shopify.csv").exists, "the good file is imported")
        wait_until((folder / "rejected" / "noise.bin.report.txt").exists, "the bad file is rejected with a report")
        assert child.stdout is not None
        out = child.stdout.readline() + child.stdout.readline()  # a file is told of once it lies where it belongs
        child.send_signal(signal_number)
        _, err = child.communicate(timeout=PATIENCE)
    assert child.returncode in (0, 130, 143, -signal.SIGTERM), err
    assert "Traceback" not in err
    assert "sessions_shopify.csv: import 1" in out
    assert "noise.bin" in out
    assert shop.day("2024-05-01")["sessions"] == 1204
    assert shop.sql("SELECT imported_by FROM batch") == [("robot",)]
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] in (
        ["imported", "rejected"], ["rejected", "imported"],
    )  # fmt: skip


def test_watch_where_there_is_no_folder(shop: Cockpit, tmp_path: Path) -> None:
    answer = shop("watch", tmp_path / "missing")
    assert answer.code == 1
    assert "is not a folder" in answer.err
    answer = shop("watch", tmp_path, "--store", "Shoop")
    assert answer.code == 1
    assert "did you mean 'Shop'" in answer.err


def test_two_imports_of_the_same_file_at_once(shop: Cockpit) -> None:
    """Two people, one file, one moment: it counts once, and both are told so."""
    words = [sys.executable, "-m", "opscockpit", "--db", str(shop.db), "import", str(SMALL / "sessions_shopify.csv")]
    env = {**os.environ, "OPSCOCKPIT_USER": "both"}
    both = [subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]  # fmt: skip
    told = [child.communicate(timeout=PATIENCE) for child in both]
    assert [child.returncode for child in both] == [0, 0], told
    assert shop.sql("SELECT count(*) FROM batch") == [(1,)]
    assert sum("nothing changed" in out for out, _ in told) == 1
    assert shop.day("2024-05-01")["sessions"] == 1204
