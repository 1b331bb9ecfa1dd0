"""The table of actions: complete, without clashes, and within reach of function keys and arrows."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from opscockpit.ui.actions import GENERAL, Action, Actions
from opscockpit.ui.helping import sections
from opscockpit.ui.keymap import clash
from opscockpit.ui.keys import PLAIN, RESERVED, key_words, normal_key
from opscockpit.ui.page import Page
from opscockpit.ui.pages import PAGES
from tests.ui.pages import CLASSES

every_page = pytest.mark.parametrize("page", CLASSES, ids=lambda page: page.id_)


@every_page
def test_every_action_has_a_command_and_every_command_an_action(page: type[Page]) -> None:
    assert {action.id for action in page.actions.all} == set(page.commands)


@every_page
def test_no_key_means_two_things_in_one_pane(page: type[Page]) -> None:
    assert clash(page.actions) is None


@every_page
def test_keys_of_terminals_and_multiplexers_are_left_alone(page: type[Page]) -> None:
    assert not set(RESERVED) & {key for action in page.actions.all for key in action.keys}


ESSENTIAL = {
    "find", "pages", "help", "commands", "back", "quit", "store", "next_pane", "previous_pane", "up", "down",
    "left", "right", "page_up", "page_down", "first", "last",
}  # fmt: skip
"""Actions that change nothing and that one cannot do without; every action that changes something is essential."""


@every_page
def test_what_is_essential_can_be_done_without_a_letter(page: type[Page]) -> None:
    """By a key that no input method eats; else in the menu, where Enter opens it; else in the palette (F9)."""
    actions = page.actions
    assert "f9" in actions.named("commands").keys
    for action in actions.all:
        if action.reads and action.id not in ESSENTIAL:
            continue
        for pane in action.where or tuple({name for one in actions.own for name in one.where}) or ("list",):
            direct = PLAIN & set(actions.keys_of(action, pane))
            in_menu = action in actions.row(pane) and "enter" in actions.keys_of(actions.named("menu"), pane)
            assert direct or in_menu or action.palette, (action.id, pane)


@every_page
def test_the_key_that_is_shown_is_one_of_its_keys(page: type[Page]) -> None:
    for action in page.actions.all:
        if action.shown and not action.fixed:
            assert action.shown.split()[0].casefold() in {key_words(key).casefold() for key in action.keys}, action.id


@every_page
def test_footer_and_menu_name_only_what_applies(page: type[Page]) -> None:
    panes = {name for action in page.actions.all for name in action.where}
    assert not page.pane_names or panes <= set(page.pane_names)
    for pane in panes:
        for action in (*page.actions.footer(pane), *page.actions.row(pane)):
            assert action.applies(pane)


@every_page
def test_every_action_that_is_listed_explains_itself(page: type[Page]) -> None:
    assert [a.id for a in page.actions.all if not (a.title and a.help)] == []


@every_page
def test_help_footer_menu_and_palette_come_from_the_table(page: type[Page]) -> None:
    """Help names each action of the page once, the others only what is in the table."""
    for pane in {name for action in page.actions.all for name in action.where} or {"list"}:
        shown = SimpleNamespace(active=pane, actions=page.actions, pane_names=page.pane_names)
        told = [action for _, members in sections(cast(Page, shown)) for action in members]
        assert Counter(action.id for action in told) == Counter(action.id for action in page.actions.all), pane
        assert set(page.actions.footer(pane)) <= set(page.actions.all)
        assert set(page.actions.row(pane)) <= set(page.actions.all)


def test_an_action_of_the_page_takes_the_place_of_the_general_one() -> None:
    own = Action("find", ("slash",), "Find here", "Of this page.")
    actions = Actions((own, Action("note", ("n", "enter"), "Note", "A note.", ("list",))))
    assert [action for action in actions.all if action.id == "find"] == [own]
    assert actions.pressed("n", "n", "list") == actions.named("note")
    assert actions.pressed("n", "n", "other") == actions.named("find_next")
    assert actions.words_of(actions.named("find_next"), "list") == "^n"
    assert actions.words_of(actions.named("menu"), "list") == "+"
    assert actions.words_of(actions.named("menu"), "other") == "enter"


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
