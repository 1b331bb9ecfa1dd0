"""The commands of Today that ask something first: they open a form, a list or a text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opscockpit.errors import WrongUsage
from opscockpit.ui import charts
from opscockpit.ui.dialogs import field, form, head_of, login_typed
from opscockpit.ui.overlays import Choice, Sheet
from opscockpit.ui.pages.team import history, people
from opscockpit.ui.panels.base import Piece
from opscockpit.ui.seeking import go_to, seek

if TYPE_CHECKING:
    from opscockpit.ui.page import Page
    from opscockpit.ui.pages.board import BoardPage
    from opscockpit.ui.today import Today


def keyword(page: Page) -> None:
    """Watch one more keyword."""
    head = head_of(page)

    def save(values: dict[str, str]) -> None:
        login = login_typed(page, values["owner"])
        page.act(lambda s: s.keyword_add(values["word"], values["product"], login, head.store.id))

    fields = (
        field("word", "Keyword", "", "as buyers type it", required=True),
        field("product", "Product", "", "which product it brings buyers to"),
        field("owner", "Owner", head.who, "login"),
    )
    form(page, "Watch a keyword", fields, save)


def leftovers(page: Page) -> None:
    """Decide on what the last list left open."""
    from opscockpit.ui import leftovers as left

    left.leftovers(page)


def rank(today: Today) -> None:
    """The rank of a keyword, seen just now."""
    line = today.keywords.selected()
    if line is None:
        return

    def save(values: dict[str, str]) -> None:
        typed = values["rank"].casefold()
        if typed in ("-", "none", "no"):
            today.act(lambda s: s.rank_record(line.id, None, "not_found"))
            return
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= 10_000:
            raise WrongUsage("A rank is a whole number from 1 on; a dash stands for: not found")
        today.act(lambda s: s.rank_record(line.id, int(typed), "ranked"))

    seen = field("rank", "Rank", "", "a number; - when it was not found", required=True)
    form(today, f"Rank of {line.word}", (seen,), save)


def owner(page: Today | BoardPage) -> None:
    """Whose things are to be shown."""

    def only(login: str | None) -> None:
        page.owner = login
        if page.view is not None:
            page.show(page.view)

    people(page, "Show only", only)


def trail(today: Today) -> None:
    """Who changed the item or the keyword under the cursor."""
    keyword = today.active == "keywords"
    row = today.keywords.selected() if keyword else today.must_do.selected()
    if row is not None:
        history(today, f"{'keyword' if keyword else 'must_item'}:{row.id}")


def explain(today: Today) -> None:
    """How the number under the cursor came about."""
    line = today.metrics.selected()
    if line is None:
        return
    from opscockpit.ui.pages import numbers

    look, palette = today.look, today.look.palette

    def show(lines: tuple[str, ...]) -> None:
        drawn = charts.chart(line.series, 60, 8, look.glyphs.braille) if any(line.series) else ()
        page: list[list[Piece]] = [[(dots, palette.spark)] for dots in drawn]
        page += [[]] if drawn else []
        page += numbers.told(today, lines)
        today.open(Sheet(look, f"{line.label} {line.text}", page, today.shut))

    store_id, basis = head_of(today).store.id, str(today.shared.kept.get("basis") or "week")
    today.look_up(lambda s: s.explain_lines(store_id, line.id, basis), show, topic="explain")


def meaning(today: Today) -> None:
    """What the number under the cursor means; of a keyword, what its place is."""
    from opscockpit.ui.pages import numbers

    line = today.metrics.selected()
    numbers.meaning(today, "rank" if today.active == "keywords" else line.id if line else None)


def find(today: Today) -> None:
    """Go to a row of any panel by a part of its name."""
    assert today.view is not None
    view = today.view
    choices = [Choice(item.title, "must do", ("must_do", item.id)) for item in view.must_do]
    choices += [Choice(line.label, "metric", ("metrics", line.id)) for line in view.metrics]
    choices += [Choice(word.word, f"keyword {word.product}", ("keywords", word.id)) for word in view.keywords]
    choices += [Choice(card.title, f"card of {c.name}", ("board", card.id)) for c in view.board for card in c.cards]

    def go(value: object) -> None:
        assert isinstance(value, tuple)
        name, key = value
        if today.owner is not None:
            today.owner = None  # what was found may belong to somebody else
            today.show(view)
        go_to(today, name, key)

    seek(today, "Find", choices, go)
