"""The table of actions: complete, without clashes, and within reach of function keys and arrows."""

from __future__ import annotations

from collections import Counter

import pytest

from opscockpit.ui.actions import ACTIONS, LISTS, action_for, footer_actions, normal_key, row_actions
from opscockpit.ui.commands import COMMANDS

RESERVED = {"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q", "ctrl+z", "ctrl+j"}


def test_every_action_has_a_command_and_every_command_an_action() -> None:
    assert {action.id for action in ACTIONS} == set(COMMANDS)


def test_no_key_means_two_things() -> None:
    counts = Counter(key for action in ACTIONS for key in action.keys)
    assert [key for key, count in counts.items() if count > 1] == []


def test_keys_of_terminals_and_multiplexers_are_left_alone() -> None:
    assert not RESERVED & {key for action in ACTIONS for key in action.keys}


def test_everything_can_be_reached_without_a_letter() -> None:
    """By a key that no input method eats, or through the menu (Enter) or the palette (F9)."""
    plain = {"space", "enter", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
    for action in ACTIONS:
        direct = any(key in plain or key.isdigit() or (key[0] == "f" and key[1:].isdigit()) for key in action.keys)
        assert direct or action.palette, action.id


@pytest.mark.parametrize("panel", LISTS)
def test_footer_and_menu_name_only_what_applies(panel: str) -> None:
    for action in (*footer_actions(panel), *row_actions(panel)):
        assert action.applies(panel)


def test_every_action_that_is_listed_explains_itself() -> None:
    assert [action.id for action in ACTIONS if action.palette and not (action.help and action.shown)] == []


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
    assert action_for("ctrl+q", None) is None
