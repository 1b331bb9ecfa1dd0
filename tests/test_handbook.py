"""The handbook says what the program does: each key and each command in it is held against the program."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from opscockpit.cli.main import COMMANDS, build_parser
from opscockpit.ui.actions import Actions
from opscockpit.ui.pages import PAGES
from tests.conftest import ROOT

PAGES_OF_IT = sorted((ROOT / "docs" / "handbook").glob("*.md"))
READ = [ROOT / "README.md", *PAGES_OF_IT]

_KEY = re.compile(r'<!-- page: (\w+) -->|<kbd title="(\w+)">([^<]+)</kbd>|(<kbd>)')
_SPAN = re.compile(r"`((?:python3 -m )?opscockpit [^`]*)`")


def keys_of(text: str) -> list[tuple[str, str, str]]:
    """(page, action, key) of each key that a page of the handbook names."""
    found, page = [], "today"
    for match in _KEY.finditer(text):
        page = match[1] or page
        assert not match[4], "a key without its action: write <kbd title=ACTION>"
        if match[2]:
            found.append((page, match[2], match[3]))
    return found


def commands_of(text: str) -> list[str]:
    """Each command of a page, from blocks and from the running text."""
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    spans = _SPAN.findall(text)
    return [line for line in [*lines, *spans] if re.match(r"(sudo |python3 -m )?opscockpit( |$)", line)]


def actions_of(page: str) -> Actions:
    """The table of a page's actions."""
    entry = next(entry for entry in PAGES if entry.id == page)
    table = getattr(import_module(entry.module), entry.name).actions
    assert isinstance(table, Actions)
    return table


KEYS = [(path.name, *key) for path in PAGES_OF_IT for key in keys_of(path.read_text(encoding="utf-8"))]
LINES = [(path.name, line) for path in READ for line in commands_of(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("file", "page", "action", "key"), KEYS, ids=lambda value: str(value))
def test_a_key_of_the_handbook_does_what_it_says(file: str, page: str, action: str, key: str) -> None:
    named = actions_of(page).named(action)
    from opscockpit.ui.keys import key_words

    assert key.casefold() in {key_words(code).casefold() for code in named.keys} | {named.shown.casefold()}


@pytest.mark.parametrize(("file", "line"), LINES, ids=lambda value: str(value))
def test_a_command_of_the_handbook_is_one(file: str, line: str) -> None:
    words = shlex.split(line.removeprefix("sudo ").removeprefix("python3 -m "), comments=True)[1:]
    if words and words[-1] == "…":
        words.pop()
    if words[:1] == ["COMMAND"]:
        return
    wrong = io.StringIO()
    try:
        with contextlib.redirect_stderr(wrong), contextlib.redirect_stdout(io.StringIO()):
            build_parser().parse_args(words)
    except SystemExit as left:
        assert not left.code, f"{file}: {line}: {wrong.getvalue()}"


def test_every_command_is_in_the_handbook() -> None:
    told = " ".join(line for _, line in LINES)
    missing = [name for names in COMMANDS.values() for name in names if f" {name}" not in told]
    assert not missing


def test_the_handbook_is_there() -> None:
    assert len(PAGES_OF_IT) >= 3
    assert len(KEYS) > 30
    assert len(LINES) > 20


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_the_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target
