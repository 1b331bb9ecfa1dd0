"""How many cells this terminal gives to characters like ● and →: asked once for each kind of terminal, then known."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from opscockpit import locations
from opscockpit.services.names import origin
from opscockpit.ui.talk import POSITION, WHERE, Talk

DOUBTFUL = "●"
"""One cell on most terminals, two on many that were set up for Chinese."""

PATIENCE_SECONDS = 0.2
"""How long the first start on a terminal waits for its answer, most of it while the program loads anyway."""

WIDTHS = ("narrow", "wide")
SILENT = "silent"
"""Noted for a terminal that gave no answer: it is not asked again."""


def kind(environ: Mapping[str, str] = os.environ) -> str:
    """What tells terminals apart: type, program, where the person comes from, and tmux or screen in between."""
    names = ("TERM", "TERM_PROGRAM", "LC_TERMINAL", "VTE_VERSION")
    said = [environ.get(name, "") for name in names]
    between = "tmux" if environ.get("TMUX") else "screen" if environ.get("STY") else ""
    return " ".join(part for part in (*said, between, origin(environ)) if part)


def file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the answers are kept."""
    return locations.state_folder(environ) / "terminals.json"


def known(environ: Mapping[str, str] = os.environ) -> str | None:
    """What is known of this kind of terminal: 'narrow', 'wide', 'silent', or None."""
    found = _all(environ).get(kind(environ))
    return found if found in (*WIDTHS, SILENT) else None


def note(answer: str, environ: Mapping[str, str] = os.environ) -> None:
    """Keep an answer for the next start on this kind of terminal."""
    answers = {**_all(environ), kind(environ): answer}
    target = file(environ)
    with suppress(OSError):  # Not kept is asked again, nothing worse.
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(target)


def _all(environ: Mapping[str, str]) -> dict[str, str]:
    try:
        found = json.loads(file(environ).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(answer) for name, answer in found.items()} if isinstance(found, dict) else {}


class Question:
    """The question after the width, asked in one moment and heard in a later one, while the program loads between."""

    def __init__(self, talk: Talk, environ: Mapping[str, str] = os.environ) -> None:
        self._talk = talk
        self._environ = environ
        self._known = known(environ)
        self._until = 0.0

    def ask(self) -> None:
        """Ask, unless the answer is known."""
        if self._known is None:
            self._until = time.monotonic() + PATIENCE_SECONDS
            self._talk.say(f"\r{DOUBTFUL}{WHERE}\r\x1b[K")

    def heard(self) -> str:
        """'narrow' or 'wide'; what comes too late for this start is noted for the next one."""
        if self._known is not None:
            return self._known if self._known in WIDTHS else WIDTHS[0]
        found = self._talk.answer(POSITION, self._until)
        if found is None:
            note(SILENT, self._environ)
            self._talk.open_questions.append(lambda column, at: note(_width(column), self._environ))
            return WIDTHS[0]
        answer = _width(int(found[2]))
        note(answer, self._environ)
        return answer


def _width(column: int) -> str:
    """What the column says in which the cursor stands after one doubtful character."""
    return WIDTHS[1] if column == 3 else WIDTHS[0]
