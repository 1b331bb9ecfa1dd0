"""What the past runs of one routine tell: streaks, overruns, and whether it is worth its time."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.values import dataclass

NEVER_FOUND_RUNS = 30
"""So many looks in a row that found nothing make a routine a candidate for dropping or moving."""

SKIPPED_RUNS = 3
"""Left undone so often in a row, a routine is not being kept."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """One item of the past. `found` is None where nothing was counted; `seconds` None where nothing was timed."""

    state: str
    late: bool
    found: int | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """What a routine's past comes to.

    `streak` counts the newest runs that were done, without a break; `undone` those skipped or missed; a run that was
    not applicable breaks neither. `late` and `over` count runs of the last 30 that ended after their time or took
    longer than their minutes; `done` and `runs` are of the last 30 too. `empty` counts the newest looks that found
    nothing.
    """

    runs: int
    done: int
    streak: int
    undone: int
    late: int
    over: int
    empty: int

    @property
    def proposal(self) -> str:
        """What to think about: drop or move it, since it finds nothing or is not kept; '' for nothing."""
        if self.empty >= NEVER_FOUND_RUNS:
            return f"found nothing in {self.empty} runs: drop it, or look less often"
        if self.undone >= SKIPPED_RUNS:
            return f"not done {self.undone} times in a row: move it, hand it over or drop it"
        return ""


def habit_of(runs: Sequence[PastRun], minutes: int) -> Habit:
    """The habit from past runs, newest first, of a routine with a budget of `minutes` (0 for none)."""
    applied = [run for run in runs if run.state in ("done", "skipped", "missed")]
    recent = applied[:NEVER_FOUND_RUNS]
    looks = [run for run in applied if run.state == "done"]
    return Habit(
        runs=len(recent),
        done=sum(run.state == "done" for run in recent),
        streak=_leading([run.state == "done" for run in applied]),
        undone=_leading([run.state != "done" for run in applied]),
        late=sum(run.late for run in recent),
        over=sum(bool(minutes and run.seconds and run.seconds > minutes * 60) for run in recent),
        empty=_leading([run.found == 0 for run in looks]),
    )


def _leading(flags: Sequence[bool]) -> int:
    return flags.index(False) if False in flags else len(flags)
