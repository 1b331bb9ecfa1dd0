"""Scoring the last focus, then setting that of the day, also when somebody else sets it at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opscockpit.errors import Conflict
from opscockpit.services.views import FocusView
from opscockpit.ui.dialogs import field, form, head_of, login_typed, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session, Told

MOST_SIDES = 2
SCORES = {"done": "reached", "partly": "partly reached", "no": "not reached", "dropped": "dropped"}
"""The scores in the order of their digits, as people say them."""


def focus(page: Page) -> None:
    """The focus of today; what waits for a score comes first, and the form follows by itself."""
    _score_next(page, head_of(page).unscored)


def score(page: Page) -> None:
    """How the last focus went, and why; where it has a score, it gets another one."""
    head = head_of(page)
    if head.previous is None:
        page.warn("There is no earlier focus to score")
        return
    row, *rest = head.unscored or (head.previous,)
    choose_score(page, row, rest if head.unscored and head.focus is None else None)


def choose_score(page: Page, row: FocusView, rest: Sequence[FocusView] | None) -> None:
    """Ask how a focus went; afterwards `rest` is scored and today's focus set, with None neither."""
    choices = [Choice(words, str(n), value) for n, (value, words) in enumerate(SCORES.items(), 1)]
    pick(page, f"Was it reached? {row.sentence}", choices, lambda value: ask_why(page, row, str(value), rest))


def ask_why(page: Page, row: FocusView, score: str, rest: Sequence[FocusView] | None) -> None:
    """Ask for the one line why, write the score, and go on as `choose_score` does."""

    def save(values: dict[str, str]) -> None:
        page.act(lambda s: s.focus_score(row.id, row.version, score, values["why"]))
        if rest is not None:
            page.call_later(_score_next, page, rest)  # once this form is closed

    hint = "what was reached, and what was in the way"
    form(page, f"{SCORES[score].capitalize()}: {row.sentence}", (field("why", "Why", "", hint, score != "done"),), save)


def _score_next(page: Page, rest: Sequence[FocusView]) -> None:
    """Score what still waits, then set the focus of today where none stands."""
    if rest:
        choose_score(page, rest[0], rest[1:])
    else:
        focus_form(page)


def focus_form(page: Page, *, side: bool = False) -> None:
    """Ask for the focus of the day, or for a side thing of it."""
    head = head_of(page)
    if side and len(head.sides) >= MOST_SIDES:
        page.warn("Two side things are enough: one of them would have to go first")
        return
    now = None if side else head.focus

    def save(values: dict[str, str]) -> None:
        values = {**values, "owner": login_typed(page, values["owner"]) or ""}
        there = head_of(page).focus
        if side:
            _add(page, values)
        elif there is not None and (now is None or (there.id, there.version) != (now.id, now.version)):
            # The screen has followed meanwhile, the form has not: what it was to replace was another one, or none.
            says = f"{there.set_by} set the focus at {there.set_at:%H:%M}: {there.sentence}"
            page.call_later(_ask, page, says, values)  # once this form is closed
        else:
            _set(page, values)

    fields = (
        field("sentence", "Focus", now.sentence if now else "", "one sentence, one thing", required=True),
        field("metric", "Measure", (now.metric or "") if now else "", "the number that will show it"),
        field("target", "Target", (now.target or "") if now else "", ">= 9 %"),
        field("owner", "Owner", (now.owner or "") if now else head.who, "login"),
        field("due", "By", (now.due or "") if now else "", "11:00"),
        field("evidence", "Because", now.evidence if now else "", "what was seen: the number, the letter, the word"),
    )
    form(page, "Side focus" if side else "Focus of the day", fields, save)


def _set(page: Page, values: dict[str, str]) -> None:
    store_id = head_of(page).store.id

    def work(session: Session) -> Told:
        return session.focus_set(
            store_id, values["sentence"], values["metric"] or None, values["target"] or None, values["owner"] or None,
            values["due"] or None, values["evidence"],
        )  # fmt: skip

    def lost(trouble: Exception) -> None:
        page.load()
        if isinstance(trouble, Conflict):
            _ask(page, str(trouble), values)
        else:
            page.fail(trouble)

    page.attempt(work, lost)


def _add(page: Page, values: dict[str, str]) -> None:
    page.act(lambda s: s.team.morning.side(
        values["sentence"], values["metric"], values["target"], values["owner"] or None, values["due"],
        values["evidence"],
    ))  # fmt: skip


def _ask(page: Page, says: str, values: dict[str, str]) -> None:
    """Somebody was faster: replace theirs, add this one as a second, or leave it."""

    def chosen(value: object) -> None:
        if value == "replace":
            _set(page, values)
        elif value == "add":
            _add(page, values)

    choices = [
        Choice("add mine as a side focus", "both stand", "add"),
        Choice("replace it by mine", values["sentence"], "replace"),
        Choice("leave it as it is", "mine is dropped", "leave"),
    ]
    pick(page, "The focus is set already", choices, chosen, [says])
