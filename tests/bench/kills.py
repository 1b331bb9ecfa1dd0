"""Processes killed -9 in the middle of their work: a writer, and an import."""

from __future__ import annotations

import contextlib
import os
import random
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from opscockpit.services.privacy import pseudonym_maker
from opscockpit.store.database import Database
from tests.bench import databases
from tests.bench.faults import SOUND, copied, session
from tests.helpers import Child, content, integrity


@dataclass(frozen=True, slots=True)
class Killed:
    """Kills in the middle of work: what was acknowledged, what of it is missing, what is there besides."""

    kills: int
    half: int  # kills that left a half-written transaction behind
    acknowledged: int
    missing: int
    extra: int
    sound: bool


def hot(path: Path) -> bool:
    """Whether a transaction is half-written: its journal has a header."""
    journal = path.with_name(f"{path.name}-journal")
    return journal.exists() and journal.open("rb").read(8).strip(b"\0") != b""


def killed_writers(path: Path, kills: int, seed: int = 0) -> Killed:
    """Kill a writer -9, over and over, at any moment after a few of its writes were acknowledged."""
    chance = random.Random(seed)
    said: list[str] = []
    half, sound = 0, True
    for n in range(kills):
        said += _write_until_killed(path, n, chance.randint(1, 6), chance.uniform(0, 0.006))
        half += hot(path)
        sound = sound and integrity(path) == SOUND
    with Database(path) as db:
        there = [row["title"] for row in db.rows("SELECT title FROM task WHERE title LIKE 'killed %'")]
    return Killed(kills, half, len(said), len(set(said) - set(there)), len(there) - len(said), sound)


def _write_until_killed(path: Path, n: int, after: int, pause: float) -> list[str]:
    reading, writing = os.pipe()

    def work() -> None:
        with contextlib.closing(session(path)) as mine:
            for number in range(10_000):
                title = f"killed {n} {number}"
                mine.task_add(title, "lin", None, 3, None, None)
                os.write(writing, f"{title}\n".encode())

    child = Child(work)
    os.close(writing)
    said = b""
    while said.count(b"\n") < after:
        piece = os.read(reading, 4096)
        if not piece:
            raise RuntimeError(f"the writer ended by itself: {child.result()}")
        said += piece
    time.sleep(pause)  # anywhere within the next write
    child.kill()
    while piece := os.read(reading, 65536):
        said += piece
    os.close(reading)
    return said.decode().splitlines()


def killed_imports(folder: Path, archive: Path, kills: int, seed: int = 0) -> Killed:
    """Kill an import -9 while a file of it is half-written, and do it again; `extra` counts those that then differ.

    The yardstick is the same archive imported without being disturbed.
    """
    chance, empty = random.Random(seed), folder / "empty.db"
    databases.run(empty, "init", str(empty))
    zone = ("--platform", "tmall", "--tz", "Asia/Shanghai", "--currency", "CNY")
    databases.run(empty, "store", "add", "Socks", *zone)
    words = ("import", "--store", "Socks", "--json", str(archive))
    pseudonym_maker(empty)("anybody")  # makes the key, which all copies must share
    calm = copied(empty, folder, "calm")
    databases.run(calm, *words)
    with Database(calm) as db:
        wanted = content(db)
    found = Killed(kills, 0, 0, 0, 0, True)
    for n in range(kills):
        path = copied(empty, folder, f"import {n}")
        told = _import_until_killed(path, words, chance.randint(1, 12), chance.uniform(0, 0.003))
        half, sound = hot(path), integrity(path) == SOUND
        with Database(path) as db:
            there = db.value("SELECT count(*) FROM batch WHERE state = 'live'")
        databases.run(path, *words)
        with Database(path) as db:
            differs = content(db) != wanted
        found = Killed(
            kills, found.half + half, found.acknowledged + told, found.missing + max(0, told - there),
            found.extra + differs, found.sound and sound,
        )  # fmt: skip
        path.unlink()
    return found


def _import_until_killed(path: Path, words: tuple[str, ...], files: int, pause: float) -> int:
    """Kill the import in its `files`-th transaction; how many files it had reported by then."""
    with subprocess.Popen(
        databases.command(path, *words), cwd=databases.ROOT, env=databases.environ(), stdout=subprocess.PIPE
    ) as process:
        for number in range(files):
            while not hot(path) and process.poll() is None:
                time.sleep(0.0005)
            while number < files - 1 and hot(path) and process.poll() is None:
                time.sleep(0.0005)
        time.sleep(pause)
        process.kill()
        return len(re.findall(rb'"batch": \d', process.communicate()[0]))
