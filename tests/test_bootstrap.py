"""The set-up of a fresh checkout: what it tries, in which order, and what it says when nothing helps."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Fake:
    """The bootstrap with its commands written down instead of run; `works` says which of them succeed."""

    def __init__(self, root: Path) -> None:
        self.functions = runpy.run_path(str(ROOT / ".ci" / "bootstrap.py"))
        self.ran: list[list[str]] = []
        self.works = lambda command: True
        self.globals = self.functions["make_venv"].__globals__
        venv = root / ".venv"
        self.globals.update(
            ROOT=str(root), VENV=str(venv), PYTHON=str(venv / "bin" / "python"), STAMP=str(venv / "installed.json"),
            quiet=self.run, answer=lambda python, code: "3.13", say=lambda text: None,
        )  # fmt: skip

    def run(self, command: list[str]) -> bool:
        """Write the command down."""
        self.ran.append(command)
        return bool(self.works(command))

    def __getattr__(self, name: str) -> Any:
        return self.functions[name]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """A bootstrap of an empty checkout, as an ordinary person."""
    monkeypatch.delenv("CI", raising=False)
    (tmp_path / ".ci").mkdir()
    for kind in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / ".ci" / kind).write_text("one==1\n")
    made = Fake(tmp_path)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name, path=None: f"/usr/bin/{name}")
    return made


def test_a_whole_python_needs_one_command(fake: Fake) -> None:
    fake.make_venv("python3")
    assert [command[:3] for command in fake.ran] == [["python3", "-m", "venv"]]


def test_without_ensurepip_the_pip_of_the_system_serves(fake: Fake) -> None:
    fake.works = lambda command: "venv" not in command or "--without-pip" in command
    fake.make_venv("python3")
    assert fake.ran[-1][:4] == ["python3", "-m", "venv", "--without-pip"]
    assert not any("apt-get" in part for command in fake.ran for part in command)


def test_root_on_debian_installs_the_missing_package(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    fake.works = lambda command: "venv" not in command or len(fake.ran) > 1
    fake.make_venv("python3")
    assert "python3.13-venv" in fake.ran[1]
    assert "sudo" not in fake.ran[1]


def test_where_nothing_helps_one_sentence_says_what_to_do(fake: Fake) -> None:
    fake.works = lambda command: False
    with pytest.raises(fake.Hopeless, match=r"sudo apt-get install python3\.13-venv"):
        fake.make_venv("python3")


def test_too_old_a_python_looks_for_a_newer_one(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fake.globals, "sys", SimpleNamespace(version_info=(3, 8, 1)))
    fake.works = lambda command: command[0].endswith("python3.12")
    assert fake.base_python() == "/usr/bin/python3.12"
    fake.works = lambda command: False
    with pytest.raises(fake.Hopeless, match=r"3\.11 or newer is needed, and this is 3\.8"):
        fake.base_python()


def stamped(fake: Fake, **stamp: Any) -> bool:
    """Whether an environment with this stamp is ready to run."""
    python = Path(fake.globals["PYTHON"])
    python.parent.mkdir(parents=True, exist_ok=True)
    if not python.exists():
        python.symlink_to(sys.executable)
    whole = {"run": fake.digest("run"), "made": fake.identity()} | stamp
    Path(fake.globals["STAMP"]).write_text(json.dumps(whole))
    return bool(fake.ready("run"))


def test_the_command_takes_nothing_from_the_folder_it_is_called_in(fake: Fake, tmp_path: Path) -> None:
    fake.globals.update(answer=lambda python, code: str(tmp_path))
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.symlink_to(sys.executable)
    fake.link_checkout()
    here = tmp_path / "exports"
    (here / "opscockpit").mkdir(parents=True)
    (here / "opscockpit" / "__init__.py").write_text("")
    (here / "opscockpit" / "__main__.py").write_text("print('the wrong one')")
    words = [str(tmp_path / ".venv" / "bin" / "opscockpit"), "--version"]
    answer = subprocess.run(words, cwd=here, capture_output=True, text=True, check=False)
    assert "the wrong one" not in answer.stdout


def test_a_stamp_holds_until_lock_python_or_place_changes(fake: Fake) -> None:
    assert not fake.ready("run")
    assert stamped(fake)
    assert not stamped(fake, run="of another lock")
    assert not stamped(fake, made=["/usr/bin/python3.10", fake.globals["ROOT"]])
    assert not stamped(fake, made=[fake.identity()[0], "/moved/from/here"])
    assert stamped(fake)
    Path(fake.globals["PYTHON"]).unlink()
    assert not fake.ready("run")


def test_pip_is_not_sent_elsewhere_by_the_environment(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    environ = fake.environment()
    assert "PIP_USER" not in environ
    assert environ["PIP_INDEX_URL"] == "https://mirror.example/simple"
