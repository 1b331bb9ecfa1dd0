"""What the tmux around us says of itself. Nothing of Textual is needed here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

PATIENCE_SECONDS = 1.0


def inside(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a tmux is around us on this machine."""
    return bool(environ.get("TMUX"))


def beyond(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a tmux or screen seems to be at the other end of the line: its terminal type without the program."""
    term = environ.get("TERM", "")
    return not environ.get("TMUX") and not environ.get("STY") and term.startswith(("tmux", "screen"))


def tmux(*words: str, given: str | None = None) -> str | None:
    """What a tmux command answers; None when it fails, is not there, or takes more than a second."""
    try:
        done = subprocess.run(
            ["tmux", *words], input=given, stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.rstrip("\n") if done.returncode == 0 else None


def option(name: str) -> str:
    """A setting of the server or of all sessions; '' for one that this tmux does not have."""
    for scope in ("-gsv", "-gv", "-gwv"):
        if (value := tmux("show-options", scope, name)) is not None:
            return value
    return ""


def told(name: str) -> str:
    """A variable of tmux, as 'client_termname'; '' where it is not known."""
    return tmux("display-message", "-p", f"#{{{name}}}") or ""
