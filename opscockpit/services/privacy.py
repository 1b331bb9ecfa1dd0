"""Buyers become keyed hashes on the way in: the same buyer gives the same hash, and nothing leads back."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from opscockpit.errors import DatabaseTrouble

KEY_BYTES = 32


def pseudonym_maker(database: Path) -> Callable[[str], str]:
    """The function that hashes buyers of a database with the key beside it (`<database>.key`, made for the first one).

    The key is kept out of the database, so that a copy or backup of it cannot be tried against lists of phone numbers.
    It raises DatabaseTrouble when the key can be neither read nor made.
    """
    path = database.with_name(f"{database.name}.key")
    key = cache(lambda: _read(path) or _make(path, database))
    return lambda buyer: hmac.digest(key(), buyer.encode(), "sha256").hex()[:20]


def _read(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatabaseTrouble(
            f"cannot read the key {path}: {error.strerror}; it must be readable by the team"
        ) from error
    if len(key) < KEY_BYTES:
        raise DatabaseTrouble(f"the key {path} is damaged; put back the one that the database was filled with")
    return key


def _make(path: Path, database: Path) -> bytes:
    """Two imports may start at once: the key is written whole under another name and linked only if none is there."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        draft.touch(0o600)
        draft.write_bytes(secrets.token_bytes(KEY_BYTES))
        draft.chmod(database.stat().st_mode & 0o660)
        with suppress(FileExistsError):
            os.link(draft, path)
        return path.read_bytes()
    except OSError as error:
        raise DatabaseTrouble(f"cannot make the key {path}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
