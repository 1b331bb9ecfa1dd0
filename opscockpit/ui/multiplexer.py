"""What the tmux around us says of itself, and the system of the line behind it. Nothing of Textual is needed here."""

from __future__ import annotations

import os
import re
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
    return _run(["tmux", *words], given)


def _run(command: list[str], given: str | None = None) -> str | None:
    try:
        done = subprocess.run(
            command, input=given or "", capture_output=True, encoding="utf-8", errors="replace",
            timeout=PATIENCE_SECONDS, check=False,
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


def connection(environ: Mapping[str, str] = os.environ) -> str:
    """The line that the person comes in by, as sshd words it: both addresses and ports; '' for none.

    In tmux it is that of whoever attached last, not of whoever started it.
    """
    if inside(environ):
        said = tmux("show-environment", "SSH_CONNECTION") or ""
        return said.partition("=")[2]
    return environ.get("SSH_CONNECTION", "")


def line_seconds(environ: Mapping[str, str] = os.environ) -> float | None:
    """The round trip of the line that the person comes in by, as the system knows it; None where it does not."""
    parts = connection(environ).split()
    if len(parts) != 4:
        return None
    address = f"[{parts[0]}]" if ":" in parts[0] else parts[0]
    said = _run(["ss", "-tinH", "dst", f"{address}:{parts[1]}"])
    trips = re.findall(r"\brtt:([\d.]+)", said or "")
    return min(map(float, trips)) / 1000 if trips else None
