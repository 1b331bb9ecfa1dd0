"""What `doctor --terminal` finds out: asked of the terminal itself, of tmux and of the environment."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from statistics import median
from typing import NamedTuple

from opscockpit.config import Config
from opscockpit.ui import multiplexer, widths
from opscockpit.ui.talk import GROUND, SLOW_SECONDS, TOLD_GROUND, Talk, ground_of

PATIENCE_SECONDS = 1.0
TRIPS = 5

_ATTRIBUTES = re.compile(rb"\x1b\[\?[\d;]*c")

SHAPES = (
    ("儿童袜", 6, "Chinese characters"), ("ＡＢ", 4, "full-width letters"), ("e\u0301", 1, "accents set on letters"),
    ("\U0001f9e6", 2, "emoji"),
)  # fmt: skip
"""Words, the cells that the screen counts for them, and what they stand for."""

TMUX = {
    "set-clipboard": ("external", ("on", "external"), "set -s set-clipboard external", "copies reach no clipboard"),
    "default-terminal": (
        "tmux-256color", ("tmux-256color", "screen-256color", "tmux-direct", "xterm-256color"),
        'set -g default-terminal "tmux-256color"', "programs in it believe in 8 colours",
    ),
    "focus-events": ("on", ("on",), "set -g focus-events on", "programs in it do not hear of the focus"),
}  # fmt: skip
"""By setting: the best value, those that do, the line for tmux.conf, and what is the matter otherwise."""

ESCAPE_MS = 50
"""Milliseconds for which tmux may hold back an Esc before it is felt."""


class Finding(NamedTuple):
    """One thing looked at. `ok` is True where nothing wants mending; `advice` marks what works, and could be better.

    `mend` holds the lines to write, and `file` where: 'tmux.conf', 'ssh config', 'config.toml' or 'shell'.
    `value` is what was measured, in the unit that `says` names; None where nothing was.
    """

    check: str
    ok: bool
    says: str
    mend: str = ""
    file: str = ""
    advice: bool = False
    value: float | str | None = None


@contextlib.contextmanager
def terminal() -> Iterator[Talk | None]:
    """A talk with the terminal of this job, also where output goes elsewhere; None where there is none."""
    try:
        handle = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield None
        return
    try:
        ours = os.tcgetpgrp(handle) == os.getpgrp()  # a job in the background would be stopped for asking
        talk = Talk(handle, handle) if ours else None
        if talk is not None:
            talk.start()
        try:
            yield talk
        finally:
            if talk is not None:
                talk.stop()
    except OSError:
        yield None
    finally:
        os.close(handle)


def examine(talk: Talk | None, settings: Config, environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """Everything that there is to find out, the most telling first."""
    answering = talk is not None and talk.column(PATIENCE_SECONDS) is not None
    found = [_answers(talk, answering)]
    if talk is not None and answering:
        found.append(_round_trip(talk, environ))
    found += [_colours(settings, environ), _locale(environ)]
    if talk is not None and answering:
        found += [*_shapes(talk), _doubtful(talk, settings, environ), _background(talk, settings, environ)]
    found += [*_tmux(environ), *_ssh(environ), _input_method(environ)]
    return found


def complete(found: list[Finding]) -> bool:
    """Whether the terminal could be asked."""
    return found[0].ok


def _answers(talk: Talk | None, answering: bool) -> Finding:
    if talk is None:
        return Finding("terminal", False, "there is none here: only the environment can be looked at")
    if not answering:
        return Finding("terminal", False, f"gives no answer within {PATIENCE_SECONDS:.0f} s: nothing can be measured")
    return Finding("terminal", True, "answers questions")


def _round_trip(talk: Talk, environ: Mapping[str, str]) -> Finding:
    took = []
    for _ in range(TRIPS):
        began = time.monotonic()
        if talk.column(PATIENCE_SECONDS) is not None:
            took.append(time.monotonic() - began)
    seconds = median(took) if took else PATIENCE_SECONDS
    whose = ""
    if multiplexer.inside(environ):
        behind = multiplexer.line_seconds()
        whose = ", which is tmux answering for itself" + ("" if behind is None else "; the line behind it: ")
        seconds = seconds if behind is None else behind
        whose += "" if behind is None else f"{behind * 1000:.0f} ms"
    says = f"{(median(took) if took else seconds) * 1000:.1f} ms there and back{whose}"
    value = round(seconds * 1000, 1)
    if seconds <= SLOW_SECONDS:
        return Finding("line", True, says, value=value)
    return Finding("line", False, f"{says}: slow", 'line = "slow"', "config.toml", advice=True, value=value)


def _colours(settings: Config, environ: Mapping[str, str]) -> Finding:
    from opscockpit.ui.theme import depth  # loads the library that draws, for which the rest need not wait

    term, many = environ.get("TERM", ""), depth(settings.colours, environ)
    says = f"TERM={term or '(not set)'}, COLORTERM={environ.get('COLORTERM', '') or '(not set)'}: {many} are used"
    if not term or term == "dumb":
        return Finding("colours", False, says, "export TERM=xterm-256color", "shell", value=many)
    if many == "16" and settings.colours != "16":
        better = "tmux-256color" if multiplexer.inside(environ) else "xterm-256color"
        return Finding("colours", False, says, f"export TERM={better}", "shell", advice=True, value=many)
    return Finding("colours", True, says, value=many)


def _locale(environ: Mapping[str, str]) -> Finding:
    name = next((environ[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(key)), "")
    encoding = getattr(sys.__stdin__, "encoding", None) or sys.getfilesystemencoding()
    says = f"locale {name or '(not set)'}, text is sent as {encoding}"
    if "utf" in encoding.lower():
        return Finding("encoding", True, says, value=encoding)
    return Finding("encoding", False, says, "export LC_ALL=C.UTF-8", "shell", value=encoding)


def _shapes(talk: Talk) -> Iterator[Finding]:
    one = talk.cells("é", PATIENCE_SECONDS)
    if one is not None and one != 1:
        says = f"the terminal takes {one} cells for é: it is not set to UTF-8"
        yield Finding("widths", False, f"{says}; change the encoding in its own settings", value=one)
        return
    wrong = [
        f"{what} take {cells} cells for {wanted}"
        for words, wanted, what in SHAPES
        if (cells := talk.cells(words, PATIENCE_SECONDS)) not in (wanted, None)
    ]
    if wrong:
        yield Finding("widths", False, f"{'; '.join(wrong)}: columns with such names may not be straight", advice=True)
    else:
        yield Finding("widths", True, "Chinese, full-width, accents and emoji are as wide as the screen counts them")


def _doubtful(talk: Talk, settings: Config, environ: Mapping[str, str]) -> Finding:
    cells = talk.cells(widths.DOUBTFUL, PATIENCE_SECONDS)
    if cells not in (1, 2):
        return Finding("ambiguous width", False, "not told", advice=True)
    found = widths.WIDTHS[cells - 1]
    widths.note(environ, width=found)
    whose = ", as tmux counts; the terminal around it may differ" if multiplexer.inside(environ) else ""
    says = f"characters like ● and → take {cells} cell{'s' if cells > 1 else ''}: {found}{whose}"
    if settings.ambiguous_width not in ("auto", found):
        return Finding("ambiguous width", False, says, f'ambiguous_width = "{found}"', "config.toml", value=found)
    return Finding("ambiguous width", True, says, value=found)


def _background(talk: Talk, settings: Config, environ: Mapping[str, str]) -> Finding:
    """Dark or light. Every terminal tells its attributes: after those, nothing more is waited for."""
    talk.say(f"{GROUND}\x1b[c")
    talk.answer(_ATTRIBUTES, time.monotonic() + PATIENCE_SECONDS)
    told = talk.answer(TOLD_GROUND, time.monotonic())
    if told is None:
        return Finding(
            "background", True, 'the terminal does not tell its colour; background = "dark" or "light" says it'
        )
    ground, colour = ground_of(told)
    widths.note(environ, ground=ground)
    says = f"{ground} ({colour})"
    if settings.background not in ("auto", ground):
        return Finding("background", False, says, f'background = "{ground}"', "config.toml", advice=True, value=ground)
    return Finding("background", True, says, value=ground)


def _tmux(environ: Mapping[str, str]) -> Iterator[Finding]:
    if not multiplexer.inside(environ):
        if multiplexer.beyond(environ):
            lines = "\n".join([*(line for _, _, line, _ in TMUX.values()), "set -s escape-time 20"])
            says = "there seems to be one at your end, which cannot be asked from here"
            yield Finding("tmux", True, says, lines, "tmux.conf", advice=True)
        return
    version = (multiplexer.tmux("-V") or "").removeprefix("tmux ")
    if not version:
        yield Finding("tmux", False, "is around us, and does not answer", advice=True)
        return
    yield Finding("tmux", True, f"version {version}", value=version)
    for name, (_, fine, line, trouble) in TMUX.items():
        value = multiplexer.option(name)
        ok = value in fine
        yield Finding(
            f"tmux {name}", ok, value if ok else f"{value or 'not there'}: {trouble}", "" if ok else line,
            "" if ok else "tmux.conf", advice=not ok, value=value,
        )  # fmt: skip
    held = multiplexer.option("escape-time")
    slow = held.isdigit() and int(held) > ESCAPE_MS
    says = f"{held} ms" + (": Esc is felt late" if slow else "")
    yield Finding("tmux escape-time", not slow, says, "set -s escape-time 20" if slow else "",
                  "tmux.conf" if slow else "", advice=slow, value=held)  # fmt: skip
    passes = multiplexer.option("allow-passthrough") or "not there"
    yield Finding("tmux allow-passthrough", True, f"{passes}; nothing here needs it", value=passes)


def _ssh(environ: Mapping[str, str]) -> Iterator[Finding]:
    parts = multiplexer.connection(environ).split()
    if len(parts) != 4:
        return
    lines = (
        f"Host {socket.gethostname()}", "  Compression yes", "  ServerAliveInterval 15", "  ServerAliveCountMax 4",
        "  ControlMaster auto", "  ControlPath ~/.ssh/%C", "  ControlPersist 10m",
    )  # fmt: skip
    says = f"from {parts[0]}; compressed, a screen is a third of its bytes, and a lost line is noticed in a minute"
    yield Finding("ssh", True, says, "\n".join(lines), "ssh config", advice=True)


def _input_method(environ: Mapping[str, str]) -> Finding:
    named = environ.get("XMODIFIERS", "").rpartition("=")[2] or environ.get("GTK_IM_MODULE", "")
    says = f"{named} runs on this machine" if named else "cannot be seen from here"
    hint = "where one is on, letters do not arrive as keys: arrows, Enter, Space, digits and F-keys do everything"
    return Finding("input method", True, f"{says}; {hint}", value=named or None)
