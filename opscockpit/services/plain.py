"""The home screen without a screen: lines of text, and plain values for JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from opscockpit.services.views import FocusView, Header, KeywordLine, TodayView

_MARKS = {"open": " ", "done": "x", "skipped": "-", "not_applicable": "/", "missed": "!"}


def width(text: str) -> int:
    """Terminal cells of a text: two for each wide character, none for a combining one."""
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Mn")
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines with straight columns."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def lines(view: TodayView) -> list[str]:
    """The home screen as text: the same words and numbers as on the screen."""
    head = view.header
    marks = " · ".join(mark for mark in ("DEMO" if head.demo else "", "REPLAY" if head.replayed else "") if mark)
    out = [f"{head.store.name}  {head.now:%a %d %b %Y  %H:%M}" + (f"  {marks}" if marks else "")]
    out.append(f"FOCUS  {focus_words(head.focus)}" if head.focus else "FOCUS  none yet")
    out += [f"side   {focus_words(side)}" for side in head.sides]
    waiting = head.unscored or ((head.previous,) if head.previous else ())
    out += [f"before: {focus_words(one)}: {_scored(one)}" for one in waiting]
    out.append(head.morning or "the morning has not begun")
    out += [f"EMERGENCY  {head.emergency}"] if head.emergency else []
    counts = ((head.alarms, "alarm"), (head.letters, "letter"), (head.rules, "urgent rule"))
    said = [f"{n} {name}{'' if n == 1 else 's'}" for n, name in counts]
    said += [f"{head.offers} to accept"] if head.offers else []
    out.append(" · ".join([*said, f"data: {f'{head.data_at:%d %b %H:%M}' if head.data_at else 'none'}"]))
    out.append(f"{head.who}{_also_here(head)}")
    left = f" · {head.leftovers} left open before, to be decided" if head.leftovers else ""
    out += ["", f"MUST DO  {view.done} of {len(view.must_do)}{left}"]
    out += [f"left on {one.day:%d %b}: {one.title}  {one.owner or one.role or ''}".rstrip() for one in view.left]
    out += columns(
        [
            (
                f"[{_MARKS[item.state]}]",
                item.step,
                item.title,
                item.owner or item.done_by or item.role or "",
                item.due or "",
                item.evidence,
            )
            for item in view.must_do
        ]
    )
    out += ["", f"METRICS  {view.metrics_title}"]
    out += columns(
        [
            (
                m.label,
                m.text,
                f"{('▼', '', '▲')[m.change_sign + 1]} {m.change}".strip(),
                m.base,
                m.pace,
                m.state.replace("_", " "),
                m.note,
            )
            for m in view.metrics
        ]
    )
    out += ["", f"KEYWORDS  {len(view.keywords)} watched · {view.keywords_moved} moved", *keyword_lines(view.keywords)]
    out += ["", "BOARD"]
    for column in view.board:
        late = f" ({column.late} late)" if column.late else ""
        out.append(f"{column.login or 'nobody'} {len(column.cards)}{late}")
        out += [f"  {card.state:<7} {card.title}" + (f"  by {card.due}" if card.due else "") for card in column.cards]
    return [line.rstrip() for line in out]


def _scored(focus: FocusView) -> str:
    """How a focus went, and why."""
    if focus.score is None:
        return "not scored yet"
    return focus.score + (f", {focus.score_note}" if focus.score_note else "")


def _also_here(head: Header) -> str:
    here = ", ".join(f"{person.login}{'' if person.active else ' (away)'}" for person in head.people)
    return f" · also here: {here}" if here else ""


def focus_words(focus: FocusView) -> str:
    """A focus in one line."""
    parts = [focus.sentence, focus.target, focus.owner, f"by {focus.due}" if focus.due else None]
    parts.append(f"because {focus.evidence}" if focus.evidence else None)
    return " · ".join(part for part in parts if part)


def rank_words(word: KeywordLine) -> str:
    """A rank in words: a number, 'not found' or 'not checked'."""
    return str(word.rank) if word.rank is not None else word.rank_state.replace("_", " ")


def keyword_lines(words: Iterable[KeywordLine]) -> list[str]:
    """The watchlist as text."""
    return columns(
        [
            (
                str(word.id),
                word.word,
                rank_words(word),
                f"{word.moved:+d}" if word.moved else "",
                f"CTR {word.ctr:.2%}" if word.ctr is not None else "",
                word.owner or "",
                word.verdict,
            )
            for word in words
        ]
    )


def keyword_json(word: KeywordLine) -> dict[str, Any]:
    """A watched word for JSON."""
    return asdict(word)


def as_json(view: TodayView) -> dict[str, Any]:
    """The home screen for JSON: days and moments as ISO text."""
    return asdict(view)
