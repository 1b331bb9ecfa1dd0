"""How the screen is drawn."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """Settings of the screen. Values outside those listed fall back to the first."""

    glyphs: str = "unicode"  # 'unicode', 'ascii'
    ambiguous: str = "narrow"  # 'narrow', 'wide': cells that this terminal gives to characters like ● and →
    colours: str = "256"  # '256', '16', 'none'
    rising: str = "neutral"  # 'neutral', 'green' or 'red': colour of what goes up
