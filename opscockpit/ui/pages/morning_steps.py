"""What the keys do in each step of the morning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opscockpit.services.team_views import LetterLine
from opscockpit.services.views import FocusView, KeywordLine, MetricLine, MustDo
from opscockpit.ui import items
from opscockpit.ui.dialogs import field, form, login_typed, pick
from opscockpit.ui.focusing import SCORES, ask_why, choose_score, focus_form
from opscockpit.ui.leftovers import decide_leftover
from opscockpit.ui.overlays import Choice
from opscockpit.ui.pages.team import history as show_history
from opscockpit.ui.snapshot import snapshot_form

if TYPE_CHECKING:
    from opscockpit.ui.pages.morning import Morning

MOST_CORE = 10


def go_on(page: Morning) -> None:
    """Do what is wanted next."""
    morning, pane = page.morning, page.step_pane
    if morning is None:
        return
    if morning.state == "paused":
        page.act(lambda s: s.team.morning.resume())
    elif morning.state == "not_begun" and (page.active != "start" or page.start.selected() is None):
        page.act(lambda s: s.team.morning.begin())
    elif page.active == "start":
        _leftover(page)
    elif pane is not None and pane.digits:
        row = pane.selected()
        take_digits(page)
        if not (isinstance(row, LetterLine) and row.must and _letter(page, row.kind).wants):
            pane.go_to_wanting()
    elif pane is not None and not _wanted(page) and not pane.go_to_wanting():
        finish(page)


def _wanted(page: Morning) -> bool:
    """Do what the row under the cursor or the step wants first; False when that is nothing."""
    pane = page.step_pane
    row = pane.selected() if pane is not None else None
    if isinstance(row, LetterLine) and row.amount is not None and row.wants:
        own(page)
    elif page.active == "traffic" and not page.traffic.seen:
        snapshot(page)
    elif isinstance(row, FocusView) and row.id in page.decide.unscored:
        choose_score(page, row, _to_score(page, row))
    elif page.active == "decide" and not page.decide.unscored and not page.decide.set:
        focus_form(page)
    elif isinstance(row, MustDo) and row.state not in items.OVER:
        items.tick(page, row)
    else:
        return False
    return True


def _letter(page: Morning, kind: str) -> LetterLine:
    assert page.morning is not None
    return next(line for line in page.morning.letters if line.kind == kind)


def takes_digits(page: Morning) -> bool:
    """Whether digits can be typed into the row under the cursor."""
    pane = page.step_pane
    return pane is not None and isinstance(pane.selected(), LetterLine | KeywordLine)


def take_digits(page: Morning) -> None:
    """Write what has been typed into the row under the cursor."""
    pane = page.step_pane
    if pane is None or not pane.digits:
        return
    row, typed, pane.digits = pane.selected(), pane.digits, ""
    if isinstance(row, LetterLine):
        _count(page, row, typed)
    elif isinstance(row, KeywordLine):
        _rank(page, row, int(typed))
    pane.redraw()


def _count(page: Morning, row: LetterLine, typed: str) -> None:
    """Write a count; shown at once."""
    assert page.morning is not None
    amount = int(typed)
    lacking = [what for what, there in (("an owner", row.owner), ("a deadline", row.deadline)) if not there]
    now = replace(
        row, amount=amount, version=(row.version or 0) + 1, state="open" if amount else "done", change="",
        wants=" and ".join(lacking) if row.must and amount else "",
    )  # fmt: skip
    lines = tuple(now if line.kind == row.kind else line for line in page.morning.letters)
    page.expect(replace(page.morning, letters=lines))
    versions = {} if row.version is None else {row.kind: row.version}
    page.act(lambda s: s.team.letters.count({row.kind: typed}, versions))


def _rank(page: Morning, row: KeywordLine, rank: int | None) -> None:
    """Write a rank, or that the word was not found; shown at once."""
    assert page.morning is not None
    if rank == 0:
        page.warn("A rank begins with 1; - says that the word was not found")
        return
    state = "not_found" if rank is None else "ranked"
    now = replace(row, rank=rank, rank_state=state, moved=None, verdict="")
    words = tuple(now if word.id == row.id else word for word in page.morning.keywords)
    page.expect(replace(page.morning, keywords=words))
    page.act(lambda s: s.rank_record(row.id, rank, state))


def mark(page: Morning) -> None:
    """A letter: none, or dealt with; an item: a tick."""
    pane = page.step_pane
    row = pane.selected() if pane is not None else None
    if pane is None or row is None:
        return
    if isinstance(row, MustDo):
        items.tick(page, row)
    elif isinstance(row, LetterLine) and row.amount is None and not pane.digits:
        _count(page, row, "0")
        pane.go_to_wanting()
    elif isinstance(row, LetterLine) and not row.amount:
        pane.go_to_wanting()
    elif isinstance(row, LetterLine) and row.amount and row.id is not None:
        letter_id, version, done = row.id, row.version, row.state != "done"
        page.act(lambda s: s.team.letters.settle(letter_id, version, done))


def not_found(page: Morning) -> None:
    """Looked, and the word does not rank."""
    row = page.words.selected()
    if isinstance(row, KeywordLine):
        page.words.digits = ""
        _rank(page, row, None)
        page.words.go_to_wanting()


def own(page: Morning) -> None:
    """Who sees to a kind of letters, and until when."""
    take_digits(page)
    row = page.letters.selected()
    if not isinstance(row, LetterLine):
        return
    if row.id is None or not row.amount:
        page.warn(f"{row.kind}: count it first; only what is there wants an owner")
        return
    letter_id, version = row.id, row.version

    def save(values: dict[str, str]) -> None:
        login, text = login_typed(page, values["owner"]), values["text"]
        deadline = values["deadline"]
        page.act(lambda s: s.team.letters.own(letter_id, version, owner=login, deadline=deadline, text=text))
        page.letters.go_to_wanting()

    fields = (
        field("owner", "Owner", row.owner or "", "login", required=row.must),
        field("deadline", "Until", row.deadline or "", "12:00 or 2026-10-22", required=row.must),
        field("text", "About", row.text, "what it is about"),
    )
    form(page, f"{row.kind} {row.amount}: whose, and until when", fields, save)


def snapshot(page: Morning) -> None:
    """What the platform shows now."""
    snapshot_form(page)


def core(page: Morning) -> None:
    """Which of the watched words the morning looks at."""
    assert page.view is not None
    chosen = {word.id for word in page.morning.keywords} if page.morning is not None else set()

    def toggle(value: object) -> None:
        keyword_id = int(str(value))
        page.act(lambda s: s.team.morning.set_core(keyword_id, keyword_id not in chosen))

    words = sorted(page.view.keywords, key=lambda word: word.id not in chosen)
    choices = [Choice(f"{w.word}  {w.product}", "core: take it out" if w.id in chosen else "", w.id) for w in words]
    pick(page, f"Core words: {len(chosen)} of at most {MOST_CORE}", choices, toggle)


def keyword(page: Morning) -> None:
    """Watch one more keyword."""
    from opscockpit.ui import today_dialogs

    today_dialogs.keyword(page)


def score_typed(page: Morning, digit: int) -> bool:
    """Score the focus under the cursor by a digit; False where there is none to score."""
    row = page.decide.selected()
    if not isinstance(row, FocusView) or row.id not in page.decide.unscored:
        return False
    ask_why(page, row, list(SCORES)[digit - 1], _to_score(page, row))
    return True


def _to_score(page: Morning, row: FocusView) -> list[FocusView] | None:
    """What is to be scored after a focus; None where today's is set already."""
    assert page.morning is not None
    return None if page.decide.set else [one for one in page.morning.unscored if one.id != row.id]


def side(page: Morning) -> None:
    """One more thing of today."""
    focus_form(page, side=True)


def finish(page: Morning) -> None:
    """On to the next step; before the first, begin."""
    take_digits(page)
    morning, step = page.morning, page.active
    if morning is None:
        return
    if morning.state == "not_begun":
        page.act(lambda s: s.team.morning.begin())
    elif step == "start" or next(one for one in morning.steps if one.step == step).state == "done":
        page.turn(1)
    else:
        # Not what the screen knows decides whether something is missing: what was typed last may still be on its way.
        page.act(lambda s: s.team.morning.done(step))


def skip(page: Morning) -> None:
    """Leave the step out, with a reason."""
    step = page.active
    why = field("why", "Why", "", "why this step is left out today", required=True)
    form(page, "Leave the step out", (why,), lambda values: page.act(
        lambda s: s.team.morning.done(step, skip=values["why"])
    ))  # fmt: skip


def pause(page: Morning) -> None:
    """Stop the clock, or let it run again."""
    morning = page.morning
    if morning is None or morning.state == "finished":
        return
    if morning.state == "running":
        page.act(lambda s: s.team.morning.pause())
    else:
        page.act(lambda s: s.team.morning.begin())


def row_source(page: Morning) -> str:
    """The row under the cursor as 'letter:12'; '' for none, or for one that is not kept yet."""
    pane = page.step_pane
    row = pane.selected() if pane is not None else None
    kind = {MustDo: "must_item", LetterLine: "letter", KeywordLine: "keyword", FocusView: "focus", MetricLine: "metric"}
    row_id = getattr(row, "id", None)
    return f"{kind[type(row)]}:{row_id}" if row is not None and row_id is not None else ""


def history(page: Morning) -> None:
    """Who changed the row under the cursor."""
    source = row_source(page)
    if source and not source.startswith("metric"):
        show_history(page, source)


def _leftover(page: Morning) -> None:
    row = page.start.selected()
    if row is not None:
        decide_leftover(page, row)
