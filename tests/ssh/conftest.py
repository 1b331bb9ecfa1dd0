"""The box, made once, and a local tmux whose windows are the two people's terminals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.ssh.box import Box, box, why_not
from tests.tmux.driver import Tmux


@pytest.fixture(scope="session")
def office() -> Iterator[Box]:
    """A shared database with a store and two people, made by one of them over SSH."""
    if reason := why_not():
        pytest.skip(reason)
    with TemporaryDirectory(prefix="opscockpit-ssh-") as name, box(Path(name)) as made:
        made.run(made.lin, "init", str(made.db), "--shared", "--group", made.group)
        zone = ("--platform", "tmall", "--tz", "Asia/Shanghai", "--currency", "CNY")
        made.run(made.lin, "store", "add", "暖足", *zone)
        made.run(made.lin, "people", "add", *made.people)
        yield made


@pytest.fixture
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    """A server of its own."""
    with Tmux(tmp_path_factory.mktemp("t")) as server:
        yield server
