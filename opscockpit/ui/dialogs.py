"""The commands that ask something first: they open a form, a list or a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from opscockpit.clock import parse_day
from opscockpit.errors import WrongUsage
from opscockpit.services.views import TASK_STATES, Header
from opscockpit.ui import charts
from opscockpit.ui.actions import ACTIONS, row_actions
from opscockpit.ui.commands import move_card, run, tick
from opscockpit.ui.overlays import Choice, Page, Picker
from opscockpit.ui.panels.base import Piece

if TYPE_CHECKING:
    from opscockpit.ui.forms import Field
    from opscockpit.ui.today import Today

_NOBODY = "nobody"
_SCORES = {"done": "reached", "partly": "partly reached", "no": "not reached", "dropped": "dropped"}


def _head(today: Today) -> Header:
    assert today.view is not None  # commands do not run before the first view
    return today.view.header


def _pick(today: Today, title: str, choices: Sequence[Choice], chosen: Callable[[object], None]) -> None:
    today.open(Picker(today.look, title, choices, chosen, today.shut))


def _form(today: Today, title: str, fields: Sequence[Field], save: Callable[[dict[str, str]], None]) -> None:
    from opscockpit.ui.forms import Form

    today.open(Form(today.look, title, fields, save, today.shut, today.drafts))


def _field(id: str, label: str, value: str = "", hint: str = "", required: bool = False) -> Field:
    from opscockpit.ui.forms import Field

    return Field(id, label, value, hint, required)


def _login(today: Today, words: str) -> str | None:
    """The login that a person typed; empty and 'nobody' are nobody. Raises WrongUsage for an unknown one."""
    typed = words.strip()
    if typed in ("", _NOBODY):
        return None
    assert today.view is not None
    known = {column.login: column.name for column in today.view.board if column.login is not None}
    for login, name in known.items():
        if typed.casefold() in (login.casefold(), name.casefold()):
            return login
    raise WrongUsage(f"Nobody is called {typed}; there are {', '.join(sorted(known))}")


def day_typed(words: str, today: date) -> date | None:
    """A day as people type it: empty, 'today', 'tomorrow', '+3' or '2026-10-22'. Raises WrongUsage."""
    typed = words.strip().casefold()
    if not typed:
        return None
    if typed in ("today", "tomorrow"):
        return today + timedelta(days=typed == "tomorrow")
    if typed.startswith("+") and typed[1:].isascii() and typed[1:].isdigit():
        return today + timedelta(days=min(int(typed[1:]), 3650))
    return parse_day(typed)


def _priority(words: str) -> int:
    if words.strip() in ("1", "2", "3", "4"):
        return int(words)
    raise WrongUsage("Priority is 1 (highest), 2, 3 or 4")


def task(today: Today) -> None:
    """New task; filled in from the row under the cursor."""
    title, owner, link = _suggestion(today)
    head = _head(today)

    def save(values: dict[str, str]) -> None:
        login, due = _login(today, values["owner"]), day_typed(values["due"], head.day)
        priority = _priority(values["priority"])
        today.act(lambda s: s.task_add(values["title"], login, due, priority, values["link"], head.store.id))

    fields = (
        _field("title", "Task", title, "what is to be done", required=True),
        _field("owner", "Owner", owner, "login, or empty for nobody"),
        _field("due", "Due", "", "today, tomorrow, +3 or 2026-10-22"),
        _field("priority", "Priority", "3", "1 highest, 4 lowest"),
        _field("link", "Step", link, "step of the store's process, or empty"),
    )
    _form(today, "New task", fields, save)


def _suggestion(today: Today) -> tuple[str, str, str]:
    """Title, owner and link for a task about what is under the cursor."""
    head = _head(today)
    if today.active == "metrics" and (line := today.metrics.selected()) is not None:
        return f"{line.label} {line.text}: find out why" if line.state == "alarm" else "", head.who, ""
    if today.active == "keywords" and (word := today.keywords.selected()) is not None:
        return f"{word.word}: ", word.owner or head.who, ""
    if today.active == "board" and (column := today.board.column()) is not None:
        return "", column.login or "", ""
    return "", head.who, ""


def edit(today: Today) -> None:
    """Words, day and priority of the card under the cursor."""
    card = today.board.selected()
    if card is None:
        return
    day = _head(today).day

    def save(values: dict[str, str]) -> None:
        due, priority = day_typed(values["due"], day), _priority(values["priority"])
        today.act(lambda s: s.task_edit(card.id, card.version, title=values["title"], due=due, priority=priority))

    fields = (
        _field("title", "Task", card.title, "what is to be done", required=True),
        _field("due", "Due", card.due.isoformat() if card.due else "", "today, tomorrow, +3 or 2026-10-22"),
        _field("priority", "Priority", str(card.priority), "1 highest, 4 lowest"),
    )
    _form(today, f"Edit task {card.id}", fields, save)


def _reason(today: Today, title: str, label: str, state: str) -> None:
    item = today.must_do.selected()
    if item is not None:
        field = _field("evidence", label, "", "what was seen; 'nothing wrong' is a result too", required=True)
        _form(today, f"{title}: {item.title}", (field,), lambda values: tick(today, state, values["evidence"]))


def note(today: Today) -> None:
    """Tick the item with a word about what was seen."""
    _reason(today, "Done", "Seen", "done")


def skip(today: Today) -> None:
    """Leave the item out today, with a reason."""
    _reason(today, "Skip", "Why", "skipped")


def focus(today: Today) -> None:
    """Today's focus; the last one is scored first."""
    head = _head(today)
    if head.previous is not None and head.previous.score is None:
        score(today)
        return
    now = head.focus

    def save(values: dict[str, str]) -> None:
        login = _login(today, values["owner"])
        metric, target, due = values["metric"] or None, values["target"] or None, values["due"] or None
        today.act(lambda s: s.focus_set(head.store.id, values["sentence"], metric, target, login, due))

    fields = (
        _field("sentence", "Focus", now.sentence if now else "", "one sentence, one thing", required=True),
        _field("metric", "Measure", (now.metric or "") if now else "", "the number that will show it"),
        _field("target", "Target", (now.target or "") if now else "", ">= 9 %"),
        _field("owner", "Owner", (now.owner or "") if now else head.who, "login"),
        _field("due", "By", (now.due or "") if now else "", "11:00"),
    )
    _form(today, "Focus of the day", fields, save)


def score(today: Today) -> None:
    """How the last focus went, and why."""
    previous = _head(today).previous
    if previous is None:
        today.warn("There is no earlier focus to score")
        return

    def reason(value: object) -> None:
        field = _field("note", "Why", "", "what was reached, and what was in the way")
        _form(today, f"Score: {_SCORES[str(value)]}", (field,), lambda values: today.act(
            lambda s: s.focus_score(previous.id, previous.version, str(value), values["note"])
        ))  # fmt: skip

    choices = [Choice(words, "", value) for value, words in _SCORES.items()]
    _pick(today, f"Was it reached? {previous.sentence}", choices, reason)


def keyword(today: Today) -> None:
    """Watch one more keyword."""
    head = _head(today)

    def save(values: dict[str, str]) -> None:
        login = _login(today, values["owner"])
        today.act(lambda s: s.keyword_add(values["word"], values["product"], login, head.store.id))

    fields = (
        _field("word", "Keyword", "", "as buyers type it", required=True),
        _field("product", "Product", "", "which product it brings buyers to"),
        _field("owner", "Owner", head.who, "login"),
    )
    _form(today, "Watch a keyword", fields, save)


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

    field = _field("rank", "Rank", "", "a number; - when it was not found", required=True)
    _form(today, f"Rank of {line.word}", (field,), save)


def move(today: Today) -> None:
    """To which state the card goes."""
    card = today.board.selected()
    if card is not None:
        choices = [Choice(state, "now" if state == card.state else "", state) for state in TASK_STATES]
        _pick(today, f"Move: {card.title}", choices, lambda state: move_card(today, str(state)))


def _people(today: Today, title: str, chosen: Callable[[str | None], None], *, nobody: bool) -> None:
    def listed(people: tuple[tuple[str, str], ...]) -> None:
        choices = [Choice(name, login if login != name else "", login) for login, name in people]
        if nobody:
            choices.append(Choice(_NOBODY, "", None))
        _pick(today, title, choices, lambda value: chosen(None if value is None else str(value)))

    today.worker.ask(lambda s: s.people(), listed, today.fail, topic="people")


def give(today: Today) -> None:
    """To whom the card goes."""
    card = today.board.selected()
    if card is not None:
        _people(today, f"Give: {card.title}", lambda login: today.act(
            lambda s: s.task_give(card.id, card.version, login)
        ), nobody=True)  # fmt: skip


def owner(today: Today) -> None:
    """Whose things are to be shown."""

    def only(login: str | None) -> None:
        today.owner = login
        if today.view is not None:
            today.show(today.view)

    _people(today, "Show only", only, nobody=False)


def store(today: Today) -> None:
    """Which store to look at."""
    head = _head(today)

    def switch(value: object) -> None:
        today.live.store_id = int(str(value))
        today.load()

    choices = [Choice(ref.name, "now" if ref.id == head.store.id else "", ref.id) for ref in head.stores]
    _pick(today, "Store", choices, switch)


def explain(today: Today) -> None:
    """How the number under the cursor came about."""
    line = today.metrics.selected()
    if line is None:
        return
    look, palette = today.look, today.look.palette

    def show(lines: tuple[str, ...]) -> None:
        drawn = charts.chart(line.series, 60, 8, look.glyphs.braille) if any(line.series) else ()
        page: list[list[Piece]] = [[(dots, palette.spark)] for dots in drawn]
        page += [[]] if drawn else []
        page += [[(look.clean(words), palette.text)] for words in lines]
        today.open(Page(look, f"{line.label} {line.text}", page, today.shut))

    store_id = _head(today).store.id
    today.worker.ask(lambda s: s.explain_lines(store_id, line.id), show, today.fail, topic="explain")


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
        today.activate(name)
        today.panels[name].cursor = key
        today.panels[name].settle()

    _pick(today, "Find", choices, go)


def menu(today: Today) -> None:
    """Everything that can be done with the row under the cursor."""
    choices = [Choice(action.title, action.shown, action.id) for action in row_actions(today.active)]
    _pick(today, "What to do", choices, lambda value: run(today, str(value)))


def commands(today: Today) -> None:
    """All actions by name; those of other panels say where they belong."""
    choices = [Choice(action.title, action.shown, action.id) for action in ACTIONS if action.palette]

    def chosen(value: object) -> None:
        action = next(action for action in ACTIONS if action.id == value)
        if not action.applies(today.active):
            today.activate(action.where[0])
        run(today, action.id)

    _pick(today, "Commands", choices, chosen)


def help(today: Today) -> None:
    """All keys with what they do."""
    palette = today.look.palette
    page: list[list[Piece]] = []
    here = [action for action in ACTIONS if action.where and action.applies(today.active)]
    rest = [action for action in ACTIONS if action not in here]
    for words, actions in (("In this panel", here), ("Everywhere, and in other panels", rest)):
        page += [[(words, palette.heading)]] if actions else []
        for action in actions:
            keys = " ".join(_key_words(key) for key in action.keys)
            page.append(
                [(f"  {keys:<18}", palette.accent), (f"{action.title:<24}", palette.text), (action.help, palette.dim)]
            )
        page.append([])
    page.append(
        [("Forms, lists and pages close with Esc, ctrl+g or F10. Digits and letters may be full-width.", palette.dim)]
    )
    today.open(Page(today.look, "Keys", page, today.shut))


def _key_words(key: str) -> str:
    names = {"slash": "/", "question_mark": "?", "minus": "-", "pageup": "PgUp", "pagedown": "PgDn"}
    return names.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key.replace("ctrl+", "^"))
