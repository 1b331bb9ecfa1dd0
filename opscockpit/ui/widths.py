"""What this terminal is like: how many cells it gives to ● and →, and whether its background is dark.

Both are asked once for each kind of terminal, then known; `doctor --terminal` asks anew.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from opscockpit import locations
from opscockpit.services.names import origin
from opscockpit.ui.options import Options
from opscockpit.ui.talk import GROUND, POSITION, TOLD_GROUND, WHERE, Talk, ground_of

DOUBTFUL = "●"
"""One cell on most terminals, two on many that were set up for Chinese."""

PATIENCE_SECONDS = 0.2
"""How long the first start on a terminal waits for its answer, most of it while the program loads anyway."""

WIDTHS = ("narrow", "wide")
GROUNDS = ("dark", "light")
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


class Known(NamedTuple):
    """What is known of a kind of terminal; 'silent' where it was asked in vain, None where it was not asked."""

    width: str | None = None
    """Cells of doubtful characters: 'narrow' or 'wide'."""
    ground: str | None = None
    """The background: 'dark' or 'light'."""


def known(environ: Mapping[str, str] = os.environ) -> Known:
    """What is known of this kind of terminal."""
    said = _all(environ).get(kind(environ), {})
    width, ground = said.get("width"), said.get("ground")
    return Known(
        width if width in (*WIDTHS, SILENT) else None, ground if ground in (*GROUNDS, SILENT) else None
    )  # fmt: skip


def note(environ: Mapping[str, str] = os.environ, **found: str) -> None:
    """Keep what was found, `width` or `ground`, for the next start on this kind of terminal."""
    answers = _all(environ)
    answers[kind(environ)] = {**answers.get(kind(environ), {}), **found}
    target = file(environ)
    with suppress(OSError):  # Not kept is asked again, nothing worse.
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(target)


def _all(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(file(environ).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    kinds = found.items() if isinstance(found, dict) else ()
    return {str(name): said for name, said in kinds if isinstance(said, dict)}


class Question:
    """Width and background, asked together in one moment and heard in a later one, while the program loads between."""

    def __init__(self, talk: Talk, options: Options, environ: Mapping[str, str] = os.environ) -> None:
        """What `options` say, what the environment tells and what is known already is not asked."""
        self._talk = talk
        self._environ = environ
        self._options = options
        self._known = known(environ)
        auto = options.ground == "auto" and is_dark(environ) is None and _may_tell(environ.get("TERM", ""))
        self._width_asked = options.ambiguous == "auto" and self._known.width is None
        self._ground_asked = auto and self._known.ground is None
        self._until = 0.0

    def ask(self) -> None:
        """Ask what is to be asked."""
        words = (DOUBTFUL if self._width_asked else "") + (GROUND if self._ground_asked else "")
        if words:
            self._until = time.monotonic() + PATIENCE_SECONDS
            self._talk.say(f"\r{words}{WHERE}\r\x1b[K")

    def heard(self) -> tuple[str, str]:
        """'narrow' or 'wide', and 'dark', 'light' or 'auto'; what comes too late is noted for the next start."""
        asked = self._width_asked or self._ground_asked
        found = self._talk.answer(POSITION, self._until) if asked else None
        return self._width(found), self._ground()

    def _width(self, found: re.Match[bytes] | None) -> str:
        if self._options.ambiguous != "auto":
            return self._options.ambiguous
        if not self._width_asked:
            return self._known.width if self._known.width in WIDTHS else WIDTHS[0]
        if found is None:
            note(self._environ, width=SILENT)
            self._talk.open_questions.append(lambda column, at: note(self._environ, width=_width(column)))
            return WIDTHS[0]
        answer = _width(int(found[2]))
        note(self._environ, width=answer)
        return answer

    def _ground(self) -> str:
        if not self._ground_asked:
            told = self._known.ground if self._options.ground == "auto" else None
            return told if told in GROUNDS else self._options.ground
        found = self._talk.answer(TOLD_GROUND, time.monotonic())  # it comes before the position, or not in time
        answer = ground_of(found)[0] if found else SILENT
        note(self._environ, ground=answer)
        if found:
            return answer
        self._talk.ground_heard = lambda ground: note(self._environ, ground=ground)
        return "auto"


def is_dark(environ: Mapping[str, str] = os.environ) -> bool | None:
    """Whether the terminal's background is dark, as far as the environment tells: COLORFGBG, or a Linux console."""
    back = environ.get("COLORFGBG", "").rpartition(";")[2]
    if back.isdigit():
        return int(back) in (0, 1, 2, 3, 4, 5, 6, 8)
    return True if environ.get("TERM") == "linux" else None


def _may_tell(term: str) -> bool:
    """Whether a terminal of this kind may be asked for its colours: the oldest would show the question."""
    return not term.startswith(("linux", "vt", "cons", "ansi", "dumb"))


def _width(column: int) -> str:
    """What the column says in which the cursor stands after one doubtful character."""
    return WIDTHS[1] if column == 3 else WIDTHS[0]
