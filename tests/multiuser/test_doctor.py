"""Doctor names what is wrong around a shared database, and the very commands that mend it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from opscockpit.services import upkeep
from opscockpit.services.opening import make_database
from opscockpit.services.privacy import pseudonym_maker
from opscockpit.services.upkeep import Finding, examine
from opscockpit.store import files, mounts
from opscockpit.store.database import Database, journal_of
from tests.helpers import Child, add_shop, new_file

TEAM = 54_000
as_root = pytest.mark.skipif(os.getuid() != 0, reason="changing the group needs root")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of one person."""
    path = new_file(tmp_path)
    with Database(path) as db:
        add_shop(db)
    return path


@pytest.fixture
def shared(open_folder: Path) -> Iterator[Path]:
    """A shared database with its side files and a backup, in a folder with a blank in its name."""
    path = open_folder / "our team" / "cockpit.db"
    make_database(path, shared=True)
    if os.getuid() == 0:
        os.chown(path.parent, 0, TEAM)
        os.chown(path, 0, TEAM)
    with Database(path) as db:
        add_shop(db)
        upkeep.backup(db)
    pseudonym_maker(path)("ann")
    return path


def wrong(path: Path) -> list[Finding]:
    return [finding for finding in examine(path) if not finding.ok and not finding.advice]


def group_of_nobody(path: Path) -> None:
    os.chown(path, -1, 54_999)


def closed(path: Path) -> None:
    path.chmod(0o644)


def not_setgid(path: Path) -> None:
    path.chmod(0o770)


CASES: list[tuple[str, Callable[[Path], Path], Callable[[Path], None]]] = [
    ("shared file", lambda path: path, group_of_nobody),
    ("shared file", lambda path: path, closed),
    ("shared folder", lambda path: path.parent, not_setgid),
    ("cockpit.db-journal", journal_of, closed),
    ("cockpit.db-journal", journal_of, group_of_nobody),
    ("cockpit.db.key", lambda path: path.with_name(f"{path.name}.key"), closed),
    ("cockpit.db.backups", lambda path: path.with_name(f"{path.name}.backups"), not_setgid),
]


@as_root
@pytest.mark.parametrize(("check", "where", "damage"), CASES)
def test_its_commands_mend_what_it_finds(
    shared: Path, check: str, where: Callable[[Path], Path], damage: Callable[[Path], None]
) -> None:
    assert wrong(shared) == []
    damage(where(shared))
    found = wrong(shared)
    assert check in [finding.check for finding in found]
    for _ in range(2):  # SQLite gives a journal that root opens to the group of the file, which was wrong
        for finding in wrong(shared):
            subprocess.run(["sh", "-c", finding.mend], check=True)
    assert wrong(shared) == []


@as_root
def test_somebody_outside_the_group_is_told_how_to_join(shared: Path) -> None:
    shared.parent.chmod(0o2775)
    found = {finding.check: finding for finding in Child(partial(examine, shared), user=(54_001, 54_001)).result()}
    assert found["write"].mend == f"sudo usermod -aG {TEAM} $USER, then log in again"


@as_root
def test_who_is_not_the_owner_is_given_the_command_with_sudo(shared: Path) -> None:
    shared.chmod(0o600)
    found = {finding.check: finding for finding in Child(partial(examine, shared), user=(54_001, TEAM)).result()}
    assert not found["write"].ok
    assert found["shared file"].mend.startswith("sudo sh -c 'chgrp 54000 ")


def test_a_database_of_one_person_is_fine_as_it_is(path: Path) -> None:
    assert wrong(path) == []


def test_an_old_sqlite_and_a_network_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "sqlite_version", lambda: "3.34.1")
    monkeypatch.setattr(mounts, "file_system_of", lambda _: "nfs4")
    found = {finding.check: finding for finding in wrong(path)}
    assert found["SQLite"].says == "3.34.1"
    assert "pip install" in found["SQLite"].mend
    assert found["file system"].says == "nfs4"
    assert found["file system"].mend.startswith(f"mv {path}* /srv/opscockpit/ && export OPSCOCKPIT_DB=")


def test_a_missing_backup_is_advice(path: Path) -> None:
    found = next(finding for finding in examine(path) if finding.check == "backups")
    assert (found.ok, found.advice, found.mend) == (False, True, "opscockpit backup")
