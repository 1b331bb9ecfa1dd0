"""The table of actions: complete, without clashes, and within reach of function keys and arrows."""

from __future__ import annotations

from collections import Counter

import pytest

from opscockpit.ui.actions import GENERAL, normal_key
from opscockpit.ui.page import Page
from opscockpit.ui.pages import PAGES
from tests.ui.pages import CLASSES

RESERVED = {"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q", "ctrl+z", "ctrl+j"}
every_page = pytest.mark.parametrize("page", CLASSES, ids=lambda page: page.id_)


@every_page
def test_every_action_has_a_command_and_every_command_an_action(page: type[Page]) -> None:
    assert {action.id for action in page.actions.all} == set(page.commands)


@every_page
def test_no_key_means_two_things_in_one_pane(page: type[Page]) -> None:
    panes = {name for action in page.actions.all for name in action.where} or {""}
    for pane in panes:
        counts = Counter(key for action in page.actions.all if action.applies(pane) for key in action.keys)
        assert [key for key, count in counts.items() if count > 1] == [], pane


@every_page
def test_keys_of_terminals_and_multiplexers_are_left_alone(page: type[Page]) -> None:
    assert not RESERVED & {key for action in page.actions.all for key in action.keys}


@every_page
def test_everything_can_be_reached_without_a_letter(page: type[Page]) -> None:
    """By a key that no input method eats, or through the menu (Enter), the pages (0) or the palette (F9)."""
    plain = {"space", "enter", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
    for action in page.actions.all:
        direct = any(key in plain or key.isdigit() or (key[0] == "f" and key[1:].isdigit()) for key in action.keys)
        assert direct or action.palette, action.id


@every_page
def test_footer_and_menu_name_only_what_applies(page: type[Page]) -> None:
    panes = {name for action in page.actions.all for name in action.where}
    assert not page.pane_names or panes <= set(page.pane_names)
    for pane in panes:
        for action in (*page.actions.footer(pane), *page.actions.row(pane)):
            assert action.applies(pane)


@every_page
def test_every_action_that_is_listed_explains_itself(page: type[Page]) -> None:
    assert [a.id for a in page.actions.all if a.palette and not (a.help and a.shown)] == []


def test_pages_have_names_and_keys_of_their_own() -> None:
    assert [page.id_ for page in CLASSES] == [entry.id for entry in PAGES]
    counts = Counter(key for entry in PAGES for key in entry.keys)
    assert max(counts.values()) == 1
    assert {f"page_{entry.id}" for entry in PAGES if entry.listed} <= {action.id for action in GENERAL}


@pytest.mark.parametrize(
    ("key", "character", "meant"),
    [
        ("fullwidth_latin_small_letter_t", "ｔ", "t"),
        ("fullwidth_digit_four", "４", "4"),
        ("fullwidth_solidus", "／", "slash"),
        ("ideographic_space", "\u3000", "space"),
        ("fullwidth_question_mark", "？", "question_mark"),
        ("t", "t", "t"),
        ("儿", "儿", "儿"),
    ],
)
def test_full_width_forms_count_as_their_keys(key: str, character: str, meant: str) -> None:
    assert normal_key(key, character) == meant


def test_an_unknown_key_has_no_action() -> None:
    assert CLASSES[0].actions.pressed("ctrl+q", None, "board") is None


def test_a_key_of_another_pane_is_found_to_be_explained() -> None:
    action = CLASSES[0].actions.pressed("m", "m", "must_do")
    assert action is not None
    assert not action.applies("must_do")
