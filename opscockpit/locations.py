"""Where things are: the shipped files, and the folders that belong to the person. Nothing is opened or created here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

APP = "opscockpit"
_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """The folder of the checkout that this package runs from; None when it is installed."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "schema.sql").is_file() else None


def schema_file() -> Path:
    """The current schema, `schema.sql`."""
    return _shipped("schema.sql")


def schema_text() -> str:
    """The statements that make an empty database of the current schema."""
    return schema_file().read_text(encoding="utf-8")


def fixtures_folder() -> Path:
    """The demo stores and other invented files."""
    return _shipped("fixtures")


def _shipped(name: str) -> Path:
    root = checkout()
    return root / name if root else _PACKAGE / "_data" / name


def data_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this person's database is unless told otherwise."""
    return _user_folder(environ, platform, "XDG_DATA_HOME", ".local/share", "")


def config_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this person's `config.toml` is."""
    return _user_folder(environ, platform, "XDG_CONFIG_HOME", ".config", "")


def state_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where logs and what the screen remembers are kept."""
    return _user_folder(environ, platform, "XDG_STATE_HOME", ".local/state", "state")


def _user_folder(environ: Mapping[str, str], platform: str, variable: str, below_home: str, mac: str) -> Path:
    """By the platform's rules: XDG folders, or Application Support on a Mac. A relative XDG path counts as unset."""
    home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    if platform == "darwin":
        return home / "Library" / "Application Support" / APP / mac
    chosen = Path(environ.get(variable, ""))
    return (chosen if chosen.is_absolute() else home / below_home) / APP


def default_database(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The database of a person who named none."""
    return data_folder(environ, platform) / f"{APP}.db"


def config_file(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """This person's settings; see `opscockpit.config`."""
    return config_folder(environ, platform) / "config.toml"


def keymap_file(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """This person's own keys; see `opscockpit.ui.keymap`."""
    return config_folder(environ, platform) / "keys.toml"


def profiles_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """This person's own ingest profiles; they win over the shipped ones."""
    return config_folder(environ, platform) / "profiles"


def metrics_file(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this person's own metrics are written."""
    return config_folder(environ, platform) / "metrics.toml"


def log_file(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """What went wrong, for whoever looks into it."""
    return state_folder(environ, platform) / f"{APP}.log"
