"""The evening page as Markdown. What people and files wrote stays text: it never becomes markup."""

from __future__ import annotations

import re

from opscockpit.services.page_views import EveningView, WorkLine
from opscockpit.services.views import FocusView

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(text: str) -> str:
    """A text with Markdown's signs escaped, on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def page(view: EveningView) -> str:
    """The evening page of a day."""
    out = [f"# {plain(view.store)} · {view.day:%a %d %b %Y}", "", plain(view.says), ""]
    out += ["## Focus", "", *_focus(view), "", f"Morning: {plain(view.morning)}", ""]
    sections = (
        ("Done", view.done),
        ("Skipped, and why", view.skipped),
        ("Missed", view.missed),
        ("Open", view.open),
        ("Tasks done", view.tasks_done),
        ("Tasks dropped", view.tasks_dropped),
        ("Tasks open", view.tasks_open),
        ("Letters", view.letters),
        ("Emergencies", view.emergencies),
    )
    for title, lines in sections:
        if lines:
            out += [f"## {title} ({len(lines)})", "", *[_line(line) for line in lines], ""]
    if view.alarms:
        out += [f"## Alarms ({len(view.alarms)})", ""]
        out += [f"- {plain(alarm.title)} ({plain(alarm.at)}): {plain(alarm.became)}" for alarm in view.alarms] + [""]
    for title, text in (("Note", view.note), ("What slowed us down", view.slower), ("One new habit", view.habit)):
        if text:
            out += [f"## {title}", "", plain(text), ""]
    if view.written_by and view.written_at:
        out += [f"Written by {plain(view.written_by)}, {view.written_at:%H:%M}.", ""]
    return "\n".join(out)


def _focus(view: EveningView) -> list[str]:
    if view.focus is None:
        return ["none was set"]
    return [f"- {_one(view.focus)}", *[f"- side: {_one(side)}" for side in view.sides]]


def _one(focus: FocusView) -> str:
    parts = [f"**{plain(focus.sentence)}**", plain(focus.target or ""), plain(focus.owner or "")]
    parts += [f"by {plain(focus.due)}" if focus.due else ""]
    parts += [f"because {plain(focus.evidence)}" if focus.evidence else ""]
    why = f" ({plain(focus.score_note)})" if focus.score_note else ""
    parts += [f"{focus.score}{why}" if focus.score else "not scored yet"]
    return " · ".join(part for part in parts if part)


def _line(line: WorkLine) -> str:
    tail = " · ".join(plain(part) for part in (line.who or "nobody", line.at, line.note) if part)
    return f"- {plain(line.title)}: {tail}"
