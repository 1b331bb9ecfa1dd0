"""A log of events to facts: sessions per day and channel, and how many of them came to what.

A session belongs to the day and the channel of its first event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from opscockpit.domain.records import Fact
from opscockpit.ingest.columns import Chunk
from opscockpit.ingest.reading import Reading


@dataclass(slots=True)
class _Session:
    began: datetime
    channel: str | None
    row: int
    counts: dict[str, int] = field(default_factory=dict)


class EventRows:
    """Collects events; `finish` gives one fact per day and channel.

    The profile's [events] name, per measure, the events that count; `conversions` counts sessions, not events.
    """

    def __init__(self, reading: Reading) -> None:
        self._sessions: dict[str, _Session] = {}
        self._measures = {
            event.casefold(): [m for m, names in reading.profile.events.items() if event in names]
            for names in reading.profile.events.values()
            for event in names
        }
        self._all = ("sessions", *reading.profile.events)

    def add(self, chunk: Chunk) -> None:
        """Take the events of a chunk."""
        fields = (chunk.of(name) for name in ("session", "event", "happened_at", "channel"))
        for row, session_id, event, at, channel in zip(chunk.numbers, *fields, strict=True):
            session = self._sessions.get(session_id)
            if session is None:
                session = self._sessions[session_id] = _Session(at, channel, row)
            elif at < session.began:
                session.began, session.channel = at, channel
            for measure in self._measures.get(event.casefold(), ()):
                session.counts[measure] = session.counts.get(measure, 0) + 1

    def finish(self) -> list[Fact]:
        """The facts, by day and channel."""
        facts: dict[tuple[date, str], Fact] = {}
        for session in self._sessions.values():
            day, channel = session.began.date(), session.channel or "unknown"
            fact = facts.get((day, channel))
            if fact is None:
                fact = Fact(day, day, {"channel": channel}, dict.fromkeys(self._all, 0), session.row)
                facts[day, channel] = fact
            fact.measures["sessions"] += 1
            for measure, count in session.counts.items():
                fact.measures[measure] += 1 if measure == "conversions" else count
        return [facts[key] for key in sorted(facts)]
