"""Opens the screen and closes it again, whatever happens to the terminal meanwhile.

Nothing of Textual is imported before the session's thread is at work: the first view is read while the screen's
modules load, so that the first picture is a complete one.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from opscockpit.errors import CockpitError, WrongUsage
from opscockpit.ui.leaving import Leaving
from opscockpit.ui.live import Live
from opscockpit.ui.options import Options
from opscockpit.ui.talk import Talk
from opscockpit.ui.widths import Question
from opscockpit.ui.worker import Worker

if TYPE_CHECKING:
    from opscockpit.ui.app import Cockpit
    from opscockpit.ui.facade import Session

Resting = Callable[[], AbstractContextManager[object]]
"""Makes what works beside the screen let go of all that others wait for, while the context lasts."""

FIRST_VIEW_SECONDS = 0.4
"""How long the first picture waits for its numbers, rather than being painted twice."""

CLOSE_SECONDS = 1.0

TURN_SECONDS = 0.001
"""How long one thread keeps the interpreter while another wants it: a key must not wait for a query to be read."""


def run(
    make_session: Callable[[], Session], *, options: Options | None = None, beside: Resting = lambda: nullcontext()
) -> int:
    """Show the screen until the person leaves; the exit code of the process.

    `make_session` is called once, on the thread that owns the session from then on. What else works beside the
    screen rests in `beside`, while the process is stopped.
    Raises WrongUsage where there is no terminal, and whatever made the screen fail, once the terminal is restored.
    """
    if not os.isatty(0):
        raise WrongUsage("the screen needs a terminal; for a script use: opscockpit today --plain")
    for stale in ("COLUMNS", "LINES"):
        os.environ.pop(stale, None)  # the terminal itself knows its size, also after it was resized
    wanted = options or Options()
    # While modules load nothing becomes garbage; the first picture switches it on again.
    gc.disable()
    sys.setswitchinterval(TURN_SECONDS)
    worker, live = begin(make_session)
    leaving = Leaving(lambda: worker.close(CLOSE_SECONDS / 2))
    leaving.watch()
    talk = Talk()
    talk.start()
    code, fault = 0, None
    try:
        leaving.app = app = _open(worker, live, wanted, talk, beside)
        app.run(mouse=wanted.mouse == "on" and wanted.line != "slow")
        code, fault = app.return_code or 0, app.trouble
    except CockpitError:
        raise
    except Exception as trouble:
        fault = trouble
    finally:
        talk.stop()
        closed = worker.close(CLOSE_SECONDS)
        leaving.over()
        _let_go_of_a_lost_terminal()
    if not closed:
        sys.stderr.write("opscockpit: the database was still busy and was left to finish on its own\n")
        os._exit(leaving.exit_code or 0)
    return leaving.exit_code or (code if fault is None else _told(fault))


def _open(worker: Worker, live: Live, options: Options, talk: Talk, beside: Resting) -> Cockpit:
    """The screen, made while the first view is read and the terminal answers."""
    question = Question(talk, options)
    question.ask()
    from opscockpit.ui.app import Cockpit
    from opscockpit.ui.driver import driver_for

    if options.line == "slow" and options.colours != "none":
        options = options._replace(colours="16")
    driver = driver_for(talk, titled=options.title == "on", before_stop=staticmethod(lambda: _resting(worker, beside)))
    worker.wait_first(FIRST_VIEW_SECONDS)
    width, ground = question.heard()
    return Cockpit(worker, live, options._replace(ambiguous=width, ground=ground), driver)


@contextmanager
def _resting(worker: Worker, beside: Resting) -> Iterator[None]:
    """While the process is stopped: no lock is held, and nobody is said to sit here."""
    with beside(), worker.still(CLOSE_SECONDS):
        yield


def _told(trouble: Exception) -> int:
    """Report what made the screen fail; the exit code. Raises what a person can mend."""
    if isinstance(trouble, CockpitError):
        raise trouble
    from opscockpit import crash

    return crash.tell(trouble)


def _let_go_of_a_lost_terminal() -> None:
    """Python flushes its streams at exit, and would turn a hang-up into a failure of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def begin(make_session: Callable[[], Session]) -> tuple[Worker, Live]:
    """Start the session's thread on reading the first view."""
    worker = Worker(make_session)
    live = Live(worker.post)
    worker.ask(live.load, live.tell, live.fail, topic="view")
    worker.start()
    return worker, live
