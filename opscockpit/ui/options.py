"""How the screen is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Options(NamedTuple):
    """Settings of the screen. Values outside those listed fall back to the first."""

    glyphs: str = "unicode"  # 'unicode', 'ascii'
    ambiguous: str = "narrow"  # 'narrow', 'wide': cells of characters like ● and →; 'auto' asks the terminal
    colours: str = "256"  # '256', 'true', '16', 'none'
    ground: str = "auto"  # 'auto', 'dark', 'light': the terminal's background, as far as one knows
    theme: str = "terminal"  # of whoever has not chosen one on the screen
    rising: str = "neutral"  # 'neutral', 'green' or 'red': colour of what goes up
    line: str = "auto"  # 'auto' measures how fast the line is; 'normal', 'slow'
    mouse: str = "on"  # 'on', 'off': whether clicks and the wheel are reported
    bell: str = "off"  # 'off', 'on': ring when a card is handed over, and at an emergency
    title: str = "off"  # 'off', 'on': what is open, in the title of the window
    keymap_file: Path | None = None  # the person's own keys; None: those of the program
