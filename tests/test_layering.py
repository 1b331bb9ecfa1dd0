"""The rules of the house, proved twice: on the import graph, and in clean interpreters by what they have loaded."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "opscockpit"
FILES = sorted(PACKAGE.rglob("*.py"))

BASE = {"errors", "clock", "config", "crash", "locations", "values"}
MAY_IMPORT = {
    "cli": {"ui", "services", "ingest", "store", "domain"} | BASE,
    "ui": {"services", "domain"} | BASE,
    "services": {"ingest", "store", "domain"} | BASE,
    "ingest": {"store", "domain"} | BASE,
    "store": {"domain"} | BASE,
    "domain": {"errors", "clock", "values"},
    "errors": set(),
    "values": set(),
    "clock": {"errors", "values"},
    "locations": {"errors"},
    "crash": {"clock", "locations"},
    "config": {"errors", "locations", "values"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""What each part of the package may import of the others."""

ONLY_IN = {
    "textual": "ui/",
    "rich": "ui/",
    "plotext": "ui/charts.py",
    "sqlite3": "store/",
    "sqlite_utils": "store/",
    "pandas": "services/periods.py",
    "numpy": (),
    "python_calamine": "ingest/",
}
"""Where alone a library may be imported."""

LAZY = {"pandas", "python_calamine", "chinese_calendar", "dateutil"}
"""Libraries that are imported inside functions only, for the modules that use them may be loaded at the start."""

MAX_FILE, MAX_FUNCTION, MAX_METHODS = 400, 60, 25
EXCEPTIONS: dict[str, str] = {}
"""What may be larger than the limits, by 'file' or 'file:name', and why."""


class Import(NamedTuple):
    """One import statement's target."""

    file: str  # relative to the package
    line: int
    module: str
    at_start: bool  # runs when the module is loaded


def imports_of(path: Path) -> Iterator[Import]:
    """Every import of a file, those inside functions and under TYPE_CHECKING included."""
    file = path.relative_to(PACKAGE).as_posix()

    def walk(node: ast.AST, at_start: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(file, child.lineno, alias.name, at_start)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{file}:{child.lineno} imports by dots; write the whole name"
                for alias in child.names:
                    yield Import(file, child.lineno, f"{child.module}.{alias.name}", at_start)
            else:
                later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_typing_only(child)
                yield from walk(child, at_start and not later)

    yield from walk(tree_of(path), True)


def is_typing_only(node: ast.AST) -> bool:
    """Whether this is an `if TYPE_CHECKING:` block, which never runs."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def part_of(file: str) -> str:
    """The part of the package a file belongs to: its first folder, or its name."""
    return file.split("/")[0].removesuffix(".py")


ALL_IMPORTS = [found for path in FILES for found in imports_of(path)]


def test_every_part_of_the_package_has_its_rule() -> None:
    assert {part_of(path.relative_to(PACKAGE).as_posix()) for path in FILES} <= set(MAY_IMPORT)


def test_imports_between_parts_run_one_way() -> None:
    wrong = []
    for found in ALL_IMPORTS:
        own = part_of(found.file)
        names = found.module.split(".")
        if names[0] == "opscockpit" and names[1] != "__version__" and names[1] not in MAY_IMPORT[own] | {own}:
            wrong.append(f"{found.file}:{found.line} imports {found.module}")
    assert not wrong


def test_libraries_stay_in_their_rooms() -> None:
    wrong = [
        f"{found.file}:{found.line} imports {found.module}"
        for found in ALL_IMPORTS
        if (home := ONLY_IN.get(found.module.split(".")[0])) is not None and not found.file.startswith(home)
    ]
    assert not wrong


def test_slow_libraries_are_imported_inside_functions() -> None:
    wrong = [
        f"{found.file}:{found.line} imports {found.module} when it is loaded"
        for found in ALL_IMPORTS
        if found.at_start and found.module.split(".")[0] in LAZY
    ]
    assert not wrong


def test_domain_is_standard_library_without_input_or_output() -> None:
    io = {"os", "io", "pathlib", "sqlite3", "subprocess", "socket", "shutil", "tempfile", "urllib", "http"}
    allowed = (set(sys.stdlib_module_names) | {"opscockpit"}) - io
    wrong = [
        f"{found.file}:{found.line} imports {found.module}"
        for found in ALL_IMPORTS
        if part_of(found.file) == "domain" and found.module.split(".")[0] not in allowed
    ]
    assert not wrong


def test_only_the_clock_asks_for_the_time() -> None:
    asks = {"now", "today", "utcnow", "time", "localtime", "gmtime"}
    owners = {"datetime", "date", "time", "_time", "dt"}
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} calls {node.func.value.id}.{node.func.attr}"
        for path in FILES
        if path.name != "clock.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in owners
        and node.func.attr in asks
    ]
    assert not wrong


def test_only_the_store_speaks_sql() -> None:
    sql = re.compile(r"\s*(SELECT\s.+\sFROM\s|INSERT\s.*INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s)", re.S)
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.value[:40]!r}"
        for path in FILES
        if part_of(path.relative_to(PACKAGE).as_posix()) != "store"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.match(node.value)
    ]
    assert not wrong


def too_large() -> dict[str, str]:
    """Everything above a limit, by 'file' or 'file:name', with its size."""
    found = {}
    for path in FILES:
        file = path.relative_to(PACKAGE).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_FILE:
            found[file] = f"{lines} lines"
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                long = (node.end_lineno or node.lineno) - node.lineno + 1
                if long > MAX_FUNCTION:
                    found[f"{file}:{node.name}"] = f"{long} lines"
            elif isinstance(node, ast.ClassDef):
                methods = sum(isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) for item in node.body)
                if methods > MAX_METHODS:
                    found[f"{file}:{node.name}"] = f"{methods} methods"
    return found


def test_rooms_are_small() -> None:
    large = too_large()
    assert {name: size for name, size in large.items() if name not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(large), "these exceptions are no longer needed"


def loaded_after(code: str, *arguments: str) -> set[str]:
    """Top-level names of all modules that a fresh interpreter has loaded after running the code."""
    report = "\nimport json, sys; print('\\n' + json.dumps(sorted(m for m in sys.modules if '.' not in m)))"
    command = [sys.executable, "-c", code + report, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


HEAVY = {"pandas", "numpy", "sqlite_utils", "plotext", "python_calamine", "dateutil"}


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("opscockpit.config", HEAVY | {"textual", "rich", "sqlite3"}),
        ("opscockpit.cli", HEAVY | {"textual", "rich"}),
        ("opscockpit.services.views", HEAVY | {"textual", "rich", "sqlite3"}),
        ("opscockpit.ui.app", HEAVY | {"sqlite3"}),
    ],
)
def test_a_clean_interpreter_stays_light(module: str, never: set[str]) -> None:
    assert not loaded_after(f"import {module}") & never


def test_the_view_of_today_loads_nothing_heavy(tmp_path: Path) -> None:
    db = str(tmp_path / "shop.db")
    run = [sys.executable, "-m", "opscockpit"]
    store = ["store", "add", "Corner shop", "--platform", "shopify", "--tz", "Europe/London", "--currency", "GBP"]
    subprocess.run([*run, "init", db], cwd=ROOT, check=True, capture_output=True, timeout=60)
    subprocess.run([*run, "--db", db, *store], cwd=ROOT, check=True, capture_output=True, timeout=60)
    code = "import sys; from opscockpit.cli import main; assert main(['--db', sys.argv[1], 'today', '--plain']) == 0"
    assert not loaded_after(code, db) & (HEAVY | {"textual", "rich"})
