"""The names chosen on shared Unix accounts, kept in the state folder by account and by where a person comes from."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from opscockpit import locations


def account() -> str:
    """The login of this Unix account; '' where it has none, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def origin(environ: Mapping[str, str] = os.environ) -> str:
    """Where somebody comes from: the address of the SSH client, else 'local'."""
    return environ.get("SSH_CLIENT", "").split(" ")[0] or "local"


def remembered(account: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """The name chosen on a shared account from where this person comes; None where none was chosen."""
    return _choices(environ).get(f"{account}@{origin(environ)}")


def remember(account: str, login: str, environ: Mapping[str, str] = os.environ) -> None:
    """Keep the name chosen on a shared account, for the next time somebody comes from there."""
    chosen = {**_choices(environ), f"{account}@{origin(environ)}": login}
    path = names_file(environ)
    with suppress(OSError):  # Not remembered is asked again, nothing worse.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(chosen, ensure_ascii=False, indent=1), encoding="utf-8")


def names_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the choices are kept."""
    return locations.state_folder(environ) / "names.json"


def _choices(environ: Mapping[str, str]) -> dict[str, str]:
    try:
        found = json.loads(names_file(environ).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
