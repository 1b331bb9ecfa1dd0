"""A fault of the program itself: everything about it in the log, one sentence for the person."""

from __future__ import annotations

import platform
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from opscockpit import __version__, locations
from opscockpit.clock import Clock

EXIT_CODE = 70
"""What a program that failed of itself answers to the shell, by the custom of sysexits.h."""

_KEPT_BYTES = 1_000_000


def tell(trouble: Exception) -> int:
    """Write the trouble to the log and one sentence to standard error; the exit code."""
    sys.stderr.write(f"{_report(trouble)}\n")
    return EXIT_CODE


def _report(trouble: Exception) -> str:
    """Write the trouble to the log; the sentence that says so.

    No values of variables are written: they would be customers' names and numbers of the store.
    """
    file = locations.log_file()
    words = "".join(traceback.format_exception(trouble))
    at = Clock().now(ZoneInfo("UTC"))
    head = (
        f"{at:%Y-%m-%d %H:%M:%S} UTC opscockpit {__version__}, Python {platform.python_version()}, {platform.system()}"
    )
    said = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(trouble).partition("\n")[0])
    brief = f"{type(trouble).__name__}: {said or 'no words'}"
    if not _append(file, f"{head}\n{words}\n"):
        return f"opscockpit failed ({brief}), and {file} could not be written; nothing saved was lost"
    return f"opscockpit failed ({brief}); nothing saved was lost, and what happened is in {file}"


def _append(file: Path, words: str) -> bool:
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        too_long = file.exists() and file.stat().st_size > _KEPT_BYTES
        with file.open("w" if too_long else "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(words)
        return True
    return False
