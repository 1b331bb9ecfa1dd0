"""The wheel carries everything and works outside the checkout; the locks and the declared dependencies hold."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import opscockpit
from opscockpit import locations

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (ROOT / ".ci" / "requirements.lock", ROOT / ".ci" / "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IMPORTED_AS = {"chinesecalendar": "chinese_calendar", "python-dateutil": "dateutil"}
NOT_IMPORTED = {"tzdata"}
"""Needed by the standard library's zoneinfo, where the system has no time zones."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as an installer lays it out."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def of_the_wheel(code: str, unpacked: Path, cwd: Path) -> str:
    """What the code prints when only the wheel's package is found, far from the checkout."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OPSCOCKPIT")}
    environ["PYTHONPATH"] = str(unpacked)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "opscockpit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert set(package) <= names
    assert any(name.endswith(".toml") and "/ingest/profiles/" in name for name in names)
    assert not [name for name in names if name.endswith((".pyc", ".db")) or "/tests/" in name]


def test_the_wheel_finds_its_schema_and_fixtures(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "import hashlib, opscockpit.locations as l; assert l.checkout() is None;"
        "print(hashlib.sha256(l.schema_file().read_bytes()).hexdigest()); print(l.fixtures_folder())"
    )
    digest, folder = of_the_wheel(code, unpacked, tmp_path).splitlines()
    assert digest == hashlib.sha256((ROOT / "schema.sql").read_bytes()).hexdigest()
    assert contents(Path(folder)) == contents(locations.fixtures_folder())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, except what tools leave there."""
    leftovers = {"__pycache__", ".ruff_cache", ".mypy_cache"}
    files = [path for path in folder.rglob("*") if path.is_file() and not leftovers & set(path.parts)]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_wheel_makes_a_database_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    code = "from opscockpit.cli import main; assert main(['init', 'shop.db']) == 0"
    of_the_wheel(code, unpacked, tmp_path)
    assert (tmp_path / "shop.db").stat().st_size > 0


def test_the_wheel_reads_its_profiles(unpacked: Path, tmp_path: Path) -> None:
    code = "from opscockpit.cli import main; assert main(['profiles', '--json']) == 0"
    assert '"id"' in of_the_wheel(code, unpacked, tmp_path)


def test_the_version_is_said_once() -> None:
    assert PROJECT["project"]["version"] == opscockpit.__version__


def locked(path: Path) -> dict[str, set[str]]:
    """Versions by package of a lock file."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", path.read_text(encoding="utf-8"), re.M):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_name_versions_with_hashes_and_no_places(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert entries
    assert all(re.match(r"[a-z0-9-]+==\S+( ; .+)? \\$", line) for line in entries)
    assert text.count("==") >= len(entries)
    assert not re.search(r"://|file:|^/|@|--index|--find-links", text, re.M)


def test_the_dev_lock_holds_the_other_one_in_the_same_versions() -> None:
    run, dev = (locked(path) for path in LOCKS)
    assert {name: dev.get(name) for name in run} == run


def test_every_declared_dependency_is_locked() -> None:
    run, dev = (locked(path) for path in LOCKS)
    assert {name_of(item) for item in PROJECT["project"]["dependencies"]} <= set(run)
    assert {name_of(item) for item in PROJECT["dependency-groups"]["dev"]} <= set(dev)


def name_of(requirement: str) -> str:
    """The package that a requirement names."""
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower()


def test_every_imported_library_is_declared_pinned_and_used() -> None:
    requirements = {
        IMPORTED_AS.get(name, name.replace("-", "_")): item
        for item in PROJECT["project"]["dependencies"]
        for name in [name_of(item)]
    }
    imported = set()
    for path in (ROOT / "opscockpit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).split(".")[0])
    assert imported - set(sys.stdlib_module_names) - {"opscockpit"} == set(requirements) - NOT_IMPORTED
    assert all("<" in item for name, item in requirements.items() if name not in NOT_IMPORTED)


def test_this_environment_has_the_locked_versions() -> None:
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        pytest.skip("runs in an environment of somebody's own making, not in .venv")
    lock = locked(LOCKS[1])
    for name in ("textual", "plotext", "sqlite-utils", "pytest"):
        assert importlib.metadata.version(name) in lock[name]
