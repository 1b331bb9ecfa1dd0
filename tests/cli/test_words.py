"""What the command line says: its help, and what it answers to slips."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from opscockpit.cli.main import build_parser
from tests.cli.conftest import Cockpit

NOON = "2026-10-22T12:00"


def commands_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command below a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield command
                yield from commands_of(command)


def test_every_command_says_what_it_does_and_what_the_common_options_are() -> None:
    found = list(commands_of(build_parser()))
    assert len(found) > 60
    assert [command.prog for command in found if len(command.description or "") < 5] == []
    common = {"--store", "--json", "--day", "--from", "--to", "--at", "--vs", "--db", "--now", "--as"}
    untold = [
        (command.prog, action.option_strings)
        for command in found
        for action in command._actions
        if common & {*action.option_strings} and not action.help
    ]
    assert untold == []


@pytest.mark.parametrize(("words", "said"), [
    (("snapshot", "vistors=10"), "did you mean 'visitors'?"),
    (("history", "tsk:1"), "there is of alarm, calendar_event"),
    (("check", "done", "first"), "'first' is no number"),
    (("keywords",), "no keywords are watched yet"),
    (("explain", "sales", "--day", "2026-10-22"), "`opscockpit dictionary` lists all"),
])  # fmt: skip
def test_an_error_says_what_would_have_been_right(shop: Cockpit, words: tuple[str, ...], said: str) -> None:
    answer = shop(*words, now=NOON)
    assert said in answer.out + answer.err


def test_money_in_the_table_has_the_digits_of_its_currency(shop: Cockpit, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Refunded Amount\n"
        "#1,a@x.test,paid,2026-10-22 09:00:00 +0000,USD,40.00,2026-10-22 09:00:00 +0000,0.00\n"
        "#2,b@x.test,paid,2026-10-22 11:00:00 +0000,USD,60.00,2026-10-22 11:00:00 +0000,0.00\n"
    )
    shop.done("import", tmp_path / "orders.csv", now=NOON)
    lines = shop.done("metrics", "--from", "2026-10-22", "--to", "2026-10-22", now=NOON).out.splitlines()
    found = dict(zip(lines[0].split(), lines[1].split(), strict=True))
    assert (found["orders"], found["paid"], found["aov"]) == ("2", "100.00", "50.00")


def test_letters_are_counted_under_the_kinds_that_the_store_has(shop: Cockpit) -> None:
    assert shop.done("letters", "count", "complaint=2", now=NOON).out.strip() == "Complaint 2"
    slip = shop("letters", "count", "Complaints=1", now=NOON)
    assert slip.code == 1
    assert "did you mean 'Complaint'?" in slip.err
    own = shop.done("letters", "count", "Fan mail=3", now=NOON)
    assert "'Fan mail' is a kind of your own" in own.err
    assert "of your own" not in shop.done("letters", "count", "fan mail=4", now=NOON).err
    kinds = {line["kind"]: line["amount"] for line in shop.done("letters", "list", "--json", now=NOON).json}
    assert (kinds["Complaint"], kinds["Fan mail"]) == (2, 4)


def test_an_item_that_is_nobodys_tells_whose_job_it_is(shop: Cockpit) -> None:
    shop.done("people", "add", "mei", now=NOON)
    said = shop.done("routine", "take", "own_shop", now=NOON)
    assert "say on People who is service" in said.out + said.err
    inbox = next(line for line in shop.done("check", "list", now=NOON).out.splitlines() if "Inbox" in line)
    assert "service" in inbox
    assert "service" in next(
        line for line in shop.done("today", "--plain", now=NOON).out.splitlines() if "Inbox" in line
    )
    item = next(one for one in shop.done("check", "list", "--json", now=NOON).json if "Inbox" in one["title"])
    assert (item["owner"], item["role"]) == (None, "service")
