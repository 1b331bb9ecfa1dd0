"""Copying out of the terminal: by the terminal's own sequence (OSC 52), through tmux, and always into a file."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from opscockpit import locations
from opscockpit.ui import multiplexer

LONGEST = 74_994
"""Bytes in base64 that xterm takes in one sequence; tmux and others follow it."""

WITHOUT = ("linux", "vt", "dumb", "cygwin", "ansi", "sun")
"""How the types of terminals begin that have no clipboard, or would print the sequence."""


def file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the last copy is kept."""
    return locations.state_folder(environ) / "copied.txt"


def copy(words: str, write: Callable[[str], None], environ: Mapping[str, str] = os.environ) -> str:
    """Copy by every way there is; one sentence on which. `write` puts a sequence to the terminal."""
    kept = _keep(words, file(environ))
    if multiplexer.inside(environ):
        return f"{_through_tmux(words)} {kept}"
    why = _why_not(words, environ)
    if why:
        return f"not in the clipboard ({why}) {kept}"
    write(f"\x1b]52;c;{b64encode(words.encode()).decode()}\x07")
    if multiplexer.beyond(environ):
        return f"copied to the tmux at your end (it wants set-clipboard on) {kept}"
    return f"copied to your terminal's clipboard, if it takes copies, {kept}"


def _why_not(words: str, environ: Mapping[str, str]) -> str:
    term = environ.get("TERM", "")
    if environ.get("STY"):
        return "screen passes no copies on"
    if not term or term.startswith(WITHOUT):
        return f"a terminal of type {term or 'none'} has none"
    if 4 * ((len(words.encode()) + 2) // 3) > LONGEST:
        return "too long for a terminal"
    return ""


def _through_tmux(words: str) -> str:
    """Into tmux's own buffer, and from there to the terminal around tmux where settings and terminal allow it."""
    setting = multiplexer.option("set-clipboard")
    if multiplexer.tmux("load-buffer", "-w", "-", given=words) is None:
        if multiplexer.tmux("load-buffer", "-", given=words) is None:
            return "not in the clipboard (tmux does not answer)"
        return "copied to tmux (prefix ]), which is too old to hand it on,"
    if setting == "off":
        return "copied to tmux (prefix ]), not to the clipboard: its set-clipboard is off;"
    features = multiplexer.told("client_termfeatures")
    if features and "clipboard" not in features.split(","):
        term = multiplexer.told("client_termname")
        return f"copied to tmux (prefix ]); for the clipboard: set -as terminal-features ',{term}:clipboard';"
    return "copied to tmux (prefix ]), your terminal"


def _keep(words: str, target: Path) -> str:
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        # What was copied may be a customer's; on a shared account's folder others could read it.
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(words + "\n")
        home = str(Path.home())
        shown = str(target)
        return f"and {'~' + shown[len(home) :] if shown.startswith(home + '/') else shown}"
    return f"and not to {target}, which cannot be written"
