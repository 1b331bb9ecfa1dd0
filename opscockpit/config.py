"""The settings of a person: `config.toml` in the config folder. The environment and the command line win over it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from opscockpit import locations
from opscockpit.errors import WrongUsage, nearest
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its default."""

    # What is worked on
    db: Path
    """The database. Environment: OPSCOCKPIT_DB; command line: --db."""
    user: str | None = None
    """Who you are, where several people share one account. Environment: OPSCOCKPIT_USER; command line: --as."""
    store: str | None = None
    """The store that the screen opens on, by name; default: the one seen last."""

    # Files that come in
    drop_folder: Path | None = None
    """Export files that appear in this folder are imported while the screen is open; none by default."""
    profile_dir: Path | None = None
    """Your own ingest profiles (*.toml), which win over the shipped ones; default: `profiles` beside this file."""

    # How it looks
    glyphs: str = "unicode"
    """Signs and line characters: "unicode", or "ascii" for terminals that cannot draw them."""
    ambiguous_width: str = "auto"
    """Cells of characters like ● and →: "auto" asks the terminal, "narrow" is one, "wide" is two."""
    colours: str = "256"
    """How many colours: "256", "true" (exact, and more bytes), "16" or "none". NO_COLOR and TERM may say fewer."""
    theme: str = "terminal"
    """The theme of whoever has not chosen one on the screen (key O): a built-in one, or a file of your own."""
    background: str = "auto"
    """The terminal's background, for the theme "terminal": "dark", "light", or "auto": the terminal is asked once."""
    rising: str = "neutral"
    """The colour of what goes up: "neutral", "green" as in the West, "red" as in China."""

    # How it gets on with the terminal
    line: str = "auto"
    """How fast the line is: "auto" measures, "normal", "slow" (no mouse, 16 colours, less often). Also --line."""
    mouse: str = "on"
    """Clicks and the wheel: "on", or "off", which leaves selecting with the mouse to the terminal."""
    bell: str = "off"
    """"on" rings the terminal's bell when a card is handed to you, and at an emergency."""
    title: str = "off"
    """"on" shows what is open in the title of the window: must-do items and alarms."""


CHOICES = {
    "glyphs": ("unicode", "ascii"),
    "ambiguous_width": ("auto", "narrow", "wide"),
    "colours": ("256", "true", "16", "none"),
    "background": ("auto", "dark", "light"),
    "rising": ("neutral", "green", "red"),
    "line": ("auto", "normal", "slow"),
    "mouse": ("on", "off"),
    "bell": ("off", "on"),
    "title": ("off", "on"),
}
"""What may be said where only a few words are possible."""

PATHS = ("db", "drop_folder", "profile_dir")
KEYS = tuple(field.name for field in fields(Config))


def load(
    *, db: str | None = None, user: str | None = None, file: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Config:
    """The settings that hold now: command line (`db`, `user`), else environment, else file, else default.

    Raises WrongUsage naming the file, the key and the nearest valid key.
    """
    file = file or locations.config_file(environ)
    defaults = Config(db=locations.default_database(environ), profile_dir=locations.profiles_folder(environ))
    said: dict[str, Any] = {key: _checked(file, key, value) for key, value in toml_of(file).items()}
    settings = replace(defaults, **said)
    db, user = db or environ.get("OPSCOCKPIT_DB"), user or environ.get("OPSCOCKPIT_USER")
    if db:
        settings = replace(settings, db=Path(db).expanduser())
    return replace(settings, user=user) if user else settings


def toml_of(file: Path) -> dict[str, Any]:
    """What a TOML file of a person's own says; nothing when there is no file. Raises WrongUsage naming the file."""
    import tomllib  # here, because most people have no file and the first paint is near

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as trouble:
        raise WrongUsage(f"{file}: cannot be read ({trouble.strerror}); mend its permissions or take it away") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise WrongUsage(f"{file}: not valid TOML: {trouble}") from None


def _checked(file: Path, key: str, value: Any) -> Path | str:
    if key not in KEYS:
        raise WrongUsage(f"{file}: no setting is called {key!r}; {nearest(key, KEYS)}")
    if not isinstance(value, str) or not value.strip():
        raise WrongUsage(f"{file}: {key} must be a text in quotes, not {value!r}")
    allowed = CHOICES.get(key)
    if allowed and value not in allowed:
        from difflib import get_close_matches

        near = get_close_matches(value, allowed, 1) or list(allowed[:1])
        raise WrongUsage(f"{file}: {key} = {value!r} is none of {', '.join(allowed)}; did you mean {near[0]!r}?")
    return file.parent / Path(value).expanduser() if key in PATHS else value
