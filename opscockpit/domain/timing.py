"""Stretches of time as people read them on a clock that counts."""

from __future__ import annotations

MORNING_BUDGET = 15 * 60
"""Seconds that a morning should take."""


def clock(seconds: int) -> str:
    """Seconds as '03:10', negative ones as '−01:20', an hour and more as '1:02:03'."""
    hours, rest = divmod(abs(seconds), 3600)
    text = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
    return f"−{text}" if seconds < 0 else text
