"""The terminal driver: Textual's own, with a quieter mouse, drawing on the terminal wherever stderr goes.

It reads the keys itself: what was typed before the screen opened comes first, bytes that are no text in the
terminal's encoding do no harm, answers to questions after the cursor go to whoever asked, and leaving is noticed
at once.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any, TextIO

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from opscockpit.ui.talk import TOLD_GROUND, WHERE, Heard, Talk, ground_of

if TYPE_CHECKING:
    from textual.app import App

_HALF_GROUND = re.compile(rb"\x1b\](?:1(?:1(?:;[rgba:0-9a-fA-F/]*\x1b?)?)?)?$")
"""The beginning of an answer that tells the colour of the background."""

_TICK_SECONDS = 0.05
"""How often the end of a lone escape sequence is looked for, while one is being read."""

TITLE_KEPT, TITLE_BACK = "\x1b[22;2t", "\x1b]2;\x07\x1b[23;2t"
"""The terminal keeps its title, and takes it back; one that cannot keep it is left without any."""


class NoShell(Message):
    """The person pressed Ctrl and z where no shell could bring the process back."""

    handler_name = "on_no_shell"


class QuietDriver(LinuxDriver):
    """Reports clicks and the wheel, but not every move of the mouse: hovering repaints cost 15 kB a row."""

    talk: Talk | None = None
    """The talk with the terminal before the screen: what was typed, and how the terminal was set."""
    titled = False
    """Whether the screen sets the title of the window, which is taken back when it is left."""
    before_stop: Callable[[], contextlib.AbstractContextManager[object]] = contextlib.nullcontext
    """What must hold while the process is stopped: nobody else may wait for it meanwhile."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = _drawing_on_the_terminal()  # type: ignore[assignment]
        self._wake_read, self._wake_write = os.pipe()
        self._stopped = False
        self._continued = Event()
        self.opened: Callable[[], None] = lambda: None
        """Called when the screen is back after it was left to the shell."""
        self._talk = self.talk or Talk()
        self._half = b""

    # -- modes ----------------------------------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Open the screen; at the first time the terminal is to be left as it was before the talk."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._talk.modes is not None:
            self.attrs_before, self._talk.modes = self._talk.modes, None
        if self.titled:
            self.write(TITLE_KEPT)

    def stop_application_mode(self) -> None:
        """Leave the screen, and the title as it was."""
        if self.titled:
            self.write(TITLE_BACK)
        super().stop_application_mode()

    def disable_input(self) -> None:
        """Stop reading; the reader is woken up, for it waits for a key."""
        if not self.exit_event.is_set():
            os.write(self._wake_write, b"!")
        super().disable_input()

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1006l\x1b[?1000l")

    def _enable_mouse_pixels(self) -> None:
        """Cells are precise enough."""

    def drop_mouse(self) -> None:
        """No more reports of the mouse."""
        self._disable_mouse_support()
        self._mouse = False

    # -- stopped and going on -------------------------------------------------------------------------------

    def _sigtstp_application(self, *_: Any) -> None:
        # Not here: a signal comes in the middle of anything, also of writing to the terminal.
        self._loop.call_soon_threadsafe(self.stop_process)

    def _sigcont_application(self, *_: Any) -> None:
        self._continued.set()
        if not self._stopped:  # stopped by force: whatever was written meanwhile lies on the screen
            self._loop.call_soon_threadsafe(self.send_message, self.SignalResume())

    def _to_the_shell(self) -> None:
        if not self.stop_process():
            self.send_message(NoShell())

    def stop_process(self) -> bool:
        """Leave the screen to the shell until it brings the process back; False where there is no such shell."""
        if not _has_job_control():
            return False
        with self.before_stop():
            self._stopped = True
            self.suspend_application_mode()
            before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
            os.killpg(0, signal.SIGTSTP)  # whatever started us in the same job
            while True:
                self._continued.clear()
                os.kill(os.getpid(), signal.SIGSTOP)
                self._continued.wait()
                if _in_front(self.fileno):
                    break
            signal.signal(signal.SIGTSTP, before)
        self.resume_application_mode()
        self.opened()
        self._stopped = False
        self.send_message(self.SignalResume())
        return True

    # -- keys and answers -----------------------------------------------------------------------------------

    def ask_position(self, heard: Heard) -> None:
        """Ask the terminal where the cursor is; `heard` is called on the thread that reads, if it ever answers."""
        self._talk.open_questions.append(heard)
        self.write(WHERE)

    def _without_ground(self, came: bytes) -> bytes:
        """What came in, without the colour of the background, which the parser would take for keys.

        The beginning of such an answer is kept back until the rest of it comes.
        """
        heard = self._talk.ground_heard
        if heard is None:
            return came
        came, self._half = self._half + came, b""
        told = TOLD_GROUND.search(came)
        if told is not None:
            self._talk.ground_heard = None
            heard(ground_of(told)[0])
            return came[: told.start()] + came[told.end() :]
        half = _HALF_GROUND.search(came)
        if half is not None:
            came, self._half = came[: half.start()], came[half.start() :]
        return came

    def process_message(self, message: Message) -> None:
        """Answers go to whoever asked, everything else to the screen."""
        if isinstance(message, events.CursorPosition):
            if self._talk.open_questions:
                self._talk.open_questions.popleft()(message.x + 1, time.monotonic())
        elif isinstance(message, events.Key) and message.key == "ctrl+z":
            self._loop.call_soon_threadsafe(self._to_the_shell)
        else:
            super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys until told to stop, beginning with those typed before the screen opened."""
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder(_encoding(sys.__stdin__))("replace").decode
        typed, self._talk.typed = self._without_ground(self._talk.typed), b""
        for message in parser.feed(decode(typed)) if typed else ():
            self.process_message(message)
        poller = select.poll()
        poller.register(self.fileno, select.POLLIN)
        poller.register(self._wake_read, select.POLLIN)
        while True:
            halfway = parser._timeout_time is not None
            ready = dict(poller.poll(_TICK_SECONDS * 1000 if halfway else None))
            if self._wake_read in ready:
                os.read(self._wake_read, 1)
                return
            if ready:
                with contextlib.suppress(BlockingIOError):
                    came = os.read(self.fileno, 4096)
                    if not came and ready[self.fileno] & ~select.POLLIN:
                        return  # the terminal has gone; `leaving` knows
                    words = decode(self._without_ground(came))
                    for message in parser.feed(words) if words else ():
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)


def _has_job_control() -> bool:
    """Whether a shell is there that can bring a stopped process back: one that gave us a job of our own."""
    try:
        return os.getpgid(os.getsid(0)) != os.getpgrp()
    except ProcessLookupError:
        return False


def _in_front(terminal: int) -> bool:
    """Whether the terminal is ours to draw on, and not that of another job of the shell."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return True  # it has gone, which is for others to find out


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _drawing_on_the_terminal() -> TextIO:
    """Where the screen is drawn: not on stderr as it is, for with `2> log` that would be the log.

    A character that the terminal's encoding lacks becomes one sign, so that columns stay straight.
    """
    if os.isatty(2):
        return open(os.dup(2), "w", encoding=_encoding(sys.__stderr__), errors="replace")
    return open("/dev/tty", "w", encoding=_encoding(sys.__stdin__), errors="replace")


def driver_for(talk: Talk, **settings: Any) -> type[QuietDriver]:
    """The driver that goes on from a talk with the terminal; `settings` are attributes of QuietDriver."""
    return type("CockpitDriver", (QuietDriver,), {"talk": talk, **settings})
