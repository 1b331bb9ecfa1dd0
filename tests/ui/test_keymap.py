"""The person's own keys: read, refused with the reason, and shown wherever keys are shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from opscockpit.errors import WrongUsage
from opscockpit.ui import keytable
from opscockpit.ui.actions import TODAY
from opscockpit.ui.keymap import Keymap, tables
from opscockpit.ui.keys import RESERVED, key_named, key_words
from opscockpit.ui.options import Options
from tests.conftest import ROOT
from tests.ui.conftest import Start
from tests.ui.fake import FakeSession

ALL = tables(None)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.toml"


def refused(file: Path, text: str) -> str:
    """What is said of a file of keys."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUsage) as told:
        tables(file)
    return str(told.value)


def test_no_file_changes_nothing(keys: Path) -> None:
    assert Keymap(keys).applied("today", TODAY) == (TODAY, "")
    assert [actions for _, _, actions in tables(keys)] == [actions for _, _, actions in ALL]


def test_keys_are_taken_on_their_page_or_on_all(keys: Path) -> None:
    keys.write_text('[general]\ntask = ["%", "F2"]\nfind = "&"\n[today]\ndone = "^x"\nnote = []\n', encoding="utf-8")
    today, trouble = Keymap(keys).applied("today", TODAY)
    assert trouble == ""
    assert today.pressed("percent_sign", "%", "must_do") == today.named("task")
    assert today.pressed("t", "t", "must_do") is None
    assert today.pressed("ctrl+x", None, "must_do") == today.named("done")
    assert today.named("note").keys == ()
    assert today.words_of(today.named("done"), "must_do") == "^x"
    assert today.named("find").keys == ("ampersand",), "what is general holds for a page's own action of that name too"
    rules = next(actions for page, _, actions in tables(keys) if page == "rules")
    assert rules.named("task").keys == ("percent_sign", "f2")
    assert rules.named("done").keys == ("space",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[today]\ndone = "t"', ["[today]", "'t'", "both done and task (Done, New task)"]),
        ('[general]\nundo = "t"', ["[general]", "'t'", "both task and undo (New task, Undo)"]),
        ('[general]\nundo = "c"', ["[today]", "'c'", "undo", "basis"]),
        ('[today]\ndome = "d"', ["[today]", "'dome'", "did you mean 'done'"]),
        ('[tody]\ndone = "d"', ["[tody]", "did you mean 'today'"]),
        ('[today]\ntask = "d"', ["task", "[general]"]),
        ('[today]\ndone = "ctrl+b"', ["done", "ctrl+b", "tmux"]),
        ('[today]\ndone = "^s"', ["done", "^s", "stop output"]),
        ('[today]\ndone = "é"', ["done", "é", "keyboard"]),
        ('[today]\ndone = "F13"', ["done", "F13", "no key"]),
        ('[today]\ndone = "pageuo"', ["done", "did you mean 'pageup'"]),
        ("[today]\ndone = 3", ["[today] done", "in quotes"]),
        ("[today]\ndone = [3]", ["[today] done", "in quotes"]),
        ("[general]\nhelp = []", ["help", "needs a key"]),
        ('[morning]\ncount = "z"', ["count", "digits"]),
        ("[today", ["not valid TOML"]),
        ("done = 'd'", ["[done]"]),
    ],
)
def test_what_is_wrong_is_told_with_file_part_and_names(keys: Path, text: str, said: list[str]) -> None:
    told = refused(keys, text)
    assert told.startswith(str(keys))
    assert [words for words in said if words not in told] == [], told


@pytest.mark.parametrize("key", RESERVED)
def test_keys_that_never_arrive_are_refused_with_the_reason(keys: Path, key: str) -> None:
    assert RESERVED[key] in refused(keys, f'[general]\nundo = "{key}"')


def test_a_file_that_cannot_be_read_leaves_the_keys_and_is_told_once(keys: Path) -> None:
    keys.write_bytes(b"\xff\xfe[")
    keymap = Keymap(keys)
    actions, trouble = keymap.applied("today", TODAY)
    assert actions is TODAY
    assert "not valid TOML" in trouble
    assert keymap.applied("today", TODAY) == (TODAY, "")


async def test_the_screen_uses_them_and_shows_them(start: Start, keys: Path) -> None:
    keys.write_text('[general]\ntask = "%"\npage_board = "&"\n[today]\ndone = "^x"\n', encoding="utf-8")
    async with start(options=Options(keymap_file=keys)) as driven:
        assert "^x done" in driven.lines()[-1]
        assert "% task" in driven.lines()[-1]
        await driven.press("ctrl+x")
        await driven.until(lambda: any(call[0] == "tick" for call in driven.session.calls))
        await driven.press("question_mark")
        assert any(line.split()[1:3] == ["^x", "Done"] for line in driven.lines())
        await driven.press("escape", "ctrl+p", *"new task")
        assert any("New task" in line and " % " in line for line in driven.lines())
        await driven.press("escape", "0")
        assert any("Board:" in line and " & " in line for line in driven.lines())
        await driven.press("escape", "percent_sign")
        await driven.until(lambda: driven.form is not None)


async def test_what_is_said_in_passing_names_them_too(start: Start, keys: Path) -> None:
    keys.write_text('[general]\nfocus = ["&", "F4"]\nscore = []\npage_alarms = "^x"\n', encoding="utf-8")
    session = FakeSession()
    assert session.previous is not None
    session.focus, session.previous = None, replace(session.previous, score=None)
    async with start(session=session, options=Options(keymap_file=keys)) as driven:
        header = " ".join(driven.lines()[:2])
        assert "press &" in header
        assert "^p 'Score the last focus' scores yesterday's focus" in header
        assert "alarms ^x" in header


async def test_a_broken_file_gives_one_word_and_the_defaults(start: Start, keys: Path) -> None:
    keys.write_text('[general]\ntask = "q"\n', encoding="utf-8")
    async with start(200, 60, options=Options(keymap_file=keys)) as driven:
        said = driven.today.footer.said
        assert "both task and quit (New task, Leave)" in said
        await driven.press("t")
        await driven.until(lambda: driven.form is not None)


async def test_a_page_whose_part_is_wrong_says_so_when_it_opens(start: Start, keys: Path) -> None:
    keys.write_text('[general]\ntask = "%"\n[metrics]\noff = "c"\n', encoding="utf-8")
    async with start(200, 60, options=Options(keymap_file=keys)) as driven:
        assert driven.today.footer.said == ""
        await driven.press("M")
        await driven.until(lambda: driven.front.id_ == "metrics" and driven.front.footer.said)
        assert "both basis and off" in driven.front.footer.said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("t", "t"), ("T", "T"), ("/", "slash"), ("F2", "f2"), ("PgUp", "pageup"), ("^l", "ctrl+l"), ("C-l", "ctrl+l"),
        ("ctrl+l", "ctrl+l"), (" ", "space"), ("Esc", "escape"), ("S-Tab", "shift+tab"), ("ｔ", "t"), ("+", "plus"),
        ("-", "minus"), ("5", "5"),
    ],
)  # fmt: skip
def test_keys_as_people_write_them(said: str, meant: str) -> None:
    assert key_named(said) == meant


def test_every_key_of_the_table_can_be_written_as_it_is_shown() -> None:
    for _, _, actions in ALL:
        for action in actions.all:
            for key in action.keys:
                assert key_named(key_words(key)) == key


def test_the_printed_file_of_keys_is_the_table_itself(keys: Path) -> None:
    keys.write_text(keytable.as_toml(ALL), encoding="utf-8")
    for (_, _, before), (page, _, after) in zip(ALL, tables(keys), strict=True):
        assert [(one.id, one.keys) for one in after.all] == [(one.id, one.keys) for one in before.all], page


def test_everything_printed_names_every_action() -> None:
    printed_rows = {(str(row["page"]), str(row["id"])) for row in keytable.rows(ALL)}
    wanted = {(page, one.id) for page, _, actions in ALL for one in actions.own}
    wanted |= {("general", one.id) for _, _, actions in ALL for one in actions.all if one not in actions.own}
    assert printed_rows == wanted
    for printed in (keytable.as_text(ALL), keytable.as_markdown(ALL)):
        assert [name for _, name in wanted if name not in printed] == []


def test_the_page_of_the_handbook_is_what_the_program_prints() -> None:
    """To mend it: opscockpit keys --markdown > docs/keys.md, without a keys.toml of one's own."""
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == keytable.as_markdown(ALL)


@pytest.mark.parametrize(
    "text", ['[today]\n"\\u001b[31m" = "x"', '[today]\ndone = "\\u0000"', "[today]\ndone = ''", "[[today]]"]
)
def test_whatever_stands_in_the_file_is_told_and_nothing_fails(keys: Path, text: str) -> None:
    keys.write_text(text, encoding="utf-8")
    actions, trouble = Keymap(keys).applied("today", TODAY)
    assert actions is TODAY
    assert "keys.toml" in trouble


def test_a_folder_in_the_place_of_the_file_is_told(keys: Path) -> None:
    keys.mkdir()
    assert "cannot be read" in Keymap(keys).applied("today", TODAY)[1]


def test_a_folder_that_one_may_not_look_into_is_no_file(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.stat", forbidden)
    keymap = Keymap(keys)
    monkeypatch.undo()
    assert keymap.applied("today", TODAY) == (TODAY, "")
