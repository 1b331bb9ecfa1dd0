"""What one can say about one metric: when it rings, a new normal, a plan, an event of its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from opscockpit.domain import typed
from opscockpit.errors import WrongUsage
from opscockpit.services.number_views import RingRate
from opscockpit.ui.dialogs import day_typed, field, form, head_of, pick
from opscockpit.ui.overlays import Choice

if TYPE_CHECKING:
    from opscockpit.ui.page import Page

_OTHER, _USUAL = "other", "usual"


def rings(page: Page, metric_id: str, label: str) -> None:
    """When a number rings: a list of k, each with how often it would have rung."""
    page.look_up(
        lambda s: s.numbers.ring_rates(metric_id), lambda found: _choose_k(page, metric_id, label, found), topic="text"
    )


def _choose_k(page: Page, metric_id: str, label: str, found: tuple[RingRate, ...]) -> None:
    def chosen(value: object) -> None:
        if value == _OTHER:
            _type_k(page, metric_id, label)
        else:
            k = None if value == _USUAL else float(str(value))
            page.act(lambda s: s.numbers.set_k(metric_id, k))

    def words(rate: RingRate) -> str:
        signs = [sign for sign, on in (("now", rate.now), ("usual", rate.usual)) if on]
        return f"beyond {rate.k:g} spreads" + (f" ({', '.join(signs)})" if signs else "")

    choices = [Choice(words(rate), rate.words, _USUAL if rate.usual else rate.k) for rate in found]
    choices.append(Choice("another number of spreads", "2 to 20", _OTHER))
    intro = ("A larger number rings less often, and sees only larger changes.",)
    pick(page, f"When {label} rings", choices, chosen, intro)


def _type_k(page: Page, metric_id: str, label: str) -> None:
    def save(values: dict[str, str]) -> None:
        k = float(_number(values["k"]))
        if not 2 <= k <= 20:
            raise WrongUsage("Spreads are a number from 2 to 20")
        page.act(lambda s: s.numbers.set_k(metric_id, k))

    spreads = field("k", "Spreads", "", "2 to 20; usually 3.5, for shares 3", required=True)
    form(page, f"When {label} rings: beyond", (spreads,), save)


def _number(words: str) -> float:
    try:
        return float(typed.number(words))
    except ValueError as trouble:
        raise WrongUsage(str(trouble)) from None


def new_normal(page: Page, metric_id: str, label: str, day: date | None) -> None:
    """A new normal from a day on; the day under the cursor is offered."""
    today = head_of(page).day

    def save(values: dict[str, str]) -> None:
        since = day_typed(values["day"], today)
        if since is not None and since > today:
            raise WrongUsage(f"{since:%a %d %b %Y} is still to come: a new normal begins on a day that is over")
        page.act(lambda s: s.numbers.rebaseline(metric_id, since))

    hint = "empty: all days count again; older days are left out of its normal range"
    form(page, f"New normal of {label}", (field("day", "From", day.isoformat() if day else "", hint),), save)


def plan(page: Page, metric_id: str, label: str, first: date, last: date, value: str = "") -> None:
    """Plan a number for a stretch of days."""
    today = head_of(page).day

    def save(values: dict[str, str]) -> None:
        start = day_typed(values["first"], today) or first
        end = day_typed(values["last"], today) or start
        if end < start:
            raise WrongUsage(f"A plan cannot end ({end}) before it begins ({start})")
        amount = values["value"]
        if amount != "-":
            _number(amount.strip().removesuffix("%").removesuffix("％"))
        page.act(lambda s: s.numbers.money.plan_set(metric_id, start, end, None if amount == "-" else amount))

    fields = (
        field("first", "First day", first.isoformat(), "today, +3 or 2026-11-01"),
        field("last", "Last day", last.isoformat(), "empty: one day"),
        field("value", "Plan", value, "of all these days together, for a share of each day; - takes it away",
              required=True),
    )  # fmt: skip
    form(page, f"Plan: {label}", fields, save)


def event_of(page: Page, name: str, first: date, last: date, kind: str = "incident") -> None:
    """Note in the calendar what happened on the days of a number; its days then stay out of the normal range."""
    from opscockpit.ui.pages.events import event_form

    def save(name: str, first: date, last: date, kind: str, mask: bool | None) -> None:
        page.act(lambda s: s.numbers.event_add(name, first, last, kind, mask))

    title = f"Into the calendar: {first:%a %d %b %Y}" + ("" if last == first else f" to {last:%a %d %b}")
    event_form(page, title, save, name=name, kind=kind, first=first.isoformat(), last=last.isoformat())
