"""The handbook says what the program does: each key and each command in it is held against the program."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from opscockpit import config
from opscockpit.cli.main import COMMANDS, build_parser
from opscockpit.ui.actions import Actions
from opscockpit.ui.keys import key_words
from opscockpit.ui.pages import PAGES
from opscockpit.ui.themes import BUILT_IN, MEANINGS
from opscockpit.ui.wardrobe import own_theme
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
        if left.code:
            pytest.fail(f"{file}: {line}: {wrong.getvalue()}")


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


def toml_blocks() -> list[str]:
    """The files that the page about terminals shows: a theme of one's own, then all settings."""
    text = (ROOT / "docs" / "handbook" / "terminals.md").read_text(encoding="utf-8")
    return re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_settings_of_the_handbook_are_all_there_are(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(toml_blocks()[1], encoding="utf-8")
    config.load(file=tmp_path / "config.toml", environ={})
    assert re.findall(r"^(\w+) =", toml_blocks()[1], re.MULTILINE) == list(config.KEYS)


def test_the_theme_of_the_handbook_can_be_worn(tmp_path: Path) -> None:
    (tmp_path / "warm.toml").write_text(toml_blocks()[0], encoding="utf-8")
    assert own_theme(tmp_path / "warm.toml").words == "warm, on dark"


def test_the_handbook_names_every_theme_and_every_meaning() -> None:
    text = (ROOT / "docs" / "handbook" / "terminals.md").read_text(encoding="utf-8")
    assert [name for name in (*BUILT_IN, *MEANINGS) if f"`{name}`" not in text] == []
