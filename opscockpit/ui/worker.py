"""The one thread that owns the session. The screen asks, never waits; answers come back in order.

A thread cannot be stopped in the middle of a query, so an answer that a later question of the same topic has
made worthless is dropped when it arrives.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session


Post = Callable[[Callable[[], None]], None]
"""Runs a function on the screen's thread, soon."""


class Question(NamedTuple):
    """Work for the session, and what to do with its answer on the screen's thread."""

    number: int
    topic: str
    work: Callable[[Session], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Worker:
    """Runs questions one after the other, and `idle` whenever there was nothing to do for `every` seconds."""

    def __init__(self, make_session: Callable[[], Session], every: float = 0.5) -> None:
        self._make_session = make_session
        self._every = every
        self._questions: SimpleQueue[Question | None] = SimpleQueue()
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._post: Post | None = None
        self._waiting: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._busy = threading.Lock()
        self._first = threading.Event()
        self.idle: Callable[[Session], None] = _nothing
        self._thread = threading.Thread(target=self._run, name="opscockpit-session", daemon=True)

    def start(self) -> None:
        """Start the thread; it opens the session."""
        self._thread.start()

    def connect(self, post: Post | None) -> None:
        """Hand over, now and in order, the answers that have been waiting; `post` takes those to come."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._post = post
        for call in waiting:
            call()

    def ask(
        self,
        work: Callable[[Session], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        topic: str = "",
    ) -> None:
        """Queue a question. With a topic, only the answer to the newest question of that topic is delivered."""
        self._count += 1
        if topic:
            self._numbers[topic] = self._count
        self._questions.put(Question(self._count, topic, work, done, failed))

    def post(self, call: Callable[[], None]) -> None:
        """From the session's thread: run `call` on the screen's thread; kept until there is a screen."""
        with self._lock:
            if self._post is None:
                self._waiting.append(call)
                self._first.set()
                return
            post = self._post
        post(call)

    def wait_first(self, seconds: float) -> bool:
        """Wait for the first answer, so that the first picture can be a complete one."""
        return self._first.wait(seconds)

    @contextmanager
    def still(self, seconds: float) -> Iterator[None]:
        """Nothing is read or written meanwhile: a process that is stopped must not hold a lock of the database.

        Before that the others are told that nobody sits here; each of the two is waited for so long at most.
        """
        told = threading.Event()

        def away(session: Session) -> None:
            session.away()
            told.set()

        self.ask(away, lambda _: None, lambda _: None)
        told.wait(seconds)
        held = self._busy.acquire(timeout=seconds)
        try:
            yield
        finally:
            if held:
                self._busy.release()

    def close(self, seconds: float) -> bool:
        """Finish what is queued, close the session, end the thread. False when that took too long."""
        self._questions.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            session = self._make_session()
        except Exception as trouble:  # whatever it is, the person must be told
            self._refuse_all(trouble)
            return
        try:
            while True:
                try:
                    question = self._questions.get(timeout=self._every)
                except Empty:
                    with self._busy:
                        self.idle(session)
                    continue
                if question is None:
                    return
                with self._busy:
                    self._answer(session, question)
        finally:
            session.close()

    def _answer(self, session: Session, question: Question) -> None:
        try:
            answer = question.work(session)
        except Exception as trouble:  # told to the person by the screen
            told = trouble
            self.post(lambda: question.failed(told))
            return
        self.post(lambda: self._deliver(question, answer))

    def _deliver(self, question: Question, answer: Any) -> None:
        if not question.topic or self._numbers.get(question.topic) == question.number:
            question.done(answer)

    def _refuse_all(self, trouble: Exception) -> None:
        while (question := self._questions.get()) is not None:
            failed = question.failed
            self.post(lambda failed=failed: failed(trouble))  # type: ignore[misc]


def _nothing(session: Session) -> None:
    """Until live refresh is switched on."""
