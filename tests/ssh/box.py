"""A box with an SSH server, a group and two people on it: all made for the test, all gone afterwards. Needs root."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.bench import databases
from tests.helpers import wait_until

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
TOOLS = ("ssh", "ssh-keygen", "useradd", "userdel", "groupadd", "groupdel", "tmux")
NEEDED = (
    "textual", "rich", "markdown_it", "mdit_py_plugins", "mdurl", "linkify_it", "uc_micro", "pygments", "platformdirs",
    "typing_extensions.py", "tzdata", "plotext", "dateutil", "chinese_calendar", "six.py",
)  # fmt: skip
"""What the screen loads of the installed packages."""


def why_not() -> str:
    """What is missing for such a box; '' when nothing is."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        return "users can only be made by root, on Linux"
    missing = [tool for tool in TOOLS if not shutil.which(tool, path=path)]
    if SSHD is None or missing:
        return f"not installed: {' '.join(missing) or 'openssh-server'}"
    return ""


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(words)}: {done.stderr.strip() or done.stdout.strip()}")


class Box:
    """The server and its people. `folder` can be entered by everybody."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.group = f"shop{number}"
        self.lin, self.mei = f"lin{number}", f"mei{number}"
        self.people = (self.lin, self.mei)
        self.python = _python(folder)
        self.port = 0
        self.db = folder / "team" / "shop" / "cockpit.db"

    def on_box(self, words: str) -> str:
        """A shell command as everybody's login shell runs it: with a closed umask, in UTF-8, beside the program."""
        setting = f"umask 077; export LC_ALL=C.UTF-8 PYTHONPATH={shlex.quote(str(self.folder / 'app'))}"
        return f"{setting}; cd {shlex.quote(str(self.folder))}; {words}"

    def ssh(self, who: str, words: str, *, terminal: bool = False) -> list[str]:
        """The command that logs in as somebody and runs something."""
        options = {
            "BatchMode": "yes", "StrictHostKeyChecking": "no", "UserKnownHostsFile": os.devnull, "LogLevel": "ERROR",
            "IdentitiesOnly": "yes", "ControlPath": "none",
        }  # fmt: skip
        said = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        key = str(self.folder / "client")
        target = ["-tt"] if terminal else ["-T"]
        return ["ssh", "-F", os.devnull, *said, "-i", key, "-p", str(self.port), *target, f"{who}@127.0.0.1",
                self.on_box(words)]  # fmt: skip

    def run(self, who: str, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """What an opscockpit command of somebody prints. Raises RuntimeError when it ends with another exit code."""
        line = shlex.join([self.python, "-m", "opscockpit", "--db", str(self.db), *words])
        done = subprocess.run(self.ssh(who, line), capture_output=True, text=True, check=False)
        if done.returncode not in fine:
            raise RuntimeError(f"{who}: {line}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def cockpit(self) -> str:
        """The shell command that opens the screen on the shared database."""
        return shlex.join([self.python, "-m", "opscockpit", "--db", str(self.db), "--now", databases.NOW])


@contextlib.contextmanager
def box(folder: Path) -> Iterator[Box]:
    """Make the box; whatever happens, nothing of it stays."""
    folder.chmod(0o755)
    made = Box(folder, os.getpid() % 100_000)
    with contextlib.ExitStack() as undo:
        _run("groupadd", made.group)
        undo.callback(_run, "groupdel", made.group)
        for name in made.people:
            home = folder / "home" / name
            _run("useradd", "-M", "-d", str(home), "-s", "/bin/sh", "-G", made.group, "-p", "*", name)
            undo.callback(_remove, name)
            home.mkdir(parents=True)
            shutil.chown(home, name)
        (folder / "team").mkdir()
        shutil.chown(folder / "team", made.lin, made.group)
        _install(folder)
        undo.enter_context(_server(made))
        yield made


def _remove(name: str) -> None:
    """End what somebody still runs, and take the user away."""
    uid = pwd.getpwnam(name).pw_uid
    for number in [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]:
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{number}").st_uid == uid:
                os.kill(number, signal.SIGKILL)
    _run("userdel", "-f", name)
    with contextlib.suppress(KeyError):
        grp.getgrnam(name)
        _run("groupdel", name)


def _install(folder: Path) -> None:
    """The program where everybody can read it: the checkout may be in somebody's home."""
    app = folder / "app"
    app.mkdir()
    shutil.copytree(databases.ROOT / "opscockpit", app / "opscockpit", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("schema.sql", "pyproject.toml"):
        shutil.copy(databases.ROOT / name, app / name)
    site = Path(sysconfig.get_path("purelib"))
    for name in NEEDED:
        source = site / name
        if source.is_dir():
            shutil.copytree(source, app / name)
        elif source.exists():
            shutil.copy(source, app / name)


def _python(folder: Path) -> str:
    """A Python that everybody can run: ours, or a copy of it where it lies in a closed home."""
    real = Path(os.path.realpath(sys.executable))
    if all(os.stat(parent).st_mode & 0o005 == 0o005 for parent in real.parents):
        return str(real)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    target = folder / "python"
    (target / "bin").mkdir(parents=True)
    shutil.copy(real, target / "bin" / version)
    library = Path(sysconfig.get_path("stdlib"))
    unneeded = shutil.ignore_patterns("site-packages", "test", "idlelib", "tkinter", "config-*", "lib2to3", "*.a")
    shutil.copytree(library, target / "lib" / version, ignore=unneeded, symlinks=True)
    for shared in library.parent.glob("libpython*.so*"):
        shutil.copy(shared, target / "lib" / shared.name)
    return str(target / "bin" / version)


@contextlib.contextmanager
def _server(made: Box) -> Iterator[None]:
    """sshd on a free port of the loopback, with keys of its own."""
    folder = made.folder
    for name in ("host", "client"):
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
    keys = folder / "keys"
    keys.mkdir()
    for name in made.people:
        shutil.copy(folder / "client.pub", keys / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.port = free.getsockname()[1]
    settings = {
        "Port": made.port, "ListenAddress": "127.0.0.1", "HostKey": folder / "host", "PidFile": "none", "UsePAM": "no",
        "AuthorizedKeysFile": f"{keys}/%u", "StrictModes": "no", "PasswordAuthentication": "no", "PrintMotd": "no",
        "KbdInteractiveAuthentication": "no", "AllowUsers": " ".join(made.people), "MaxStartups": "50",
    }  # fmt: skip
    config = folder / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    rooms = Path("/run/sshd")
    ours = not rooms.exists()
    rooms.mkdir(mode=0o755, exist_ok=True)
    process = subprocess.Popen([str(SSHD), "-D", "-f", str(config), "-E", str(folder / "sshd.log")])
    try:
        wait_until(lambda: _answers(made.port) or process.poll() is not None, "the SSH server")
        if process.poll() is not None:
            raise RuntimeError(f"sshd ended: {(folder / 'sshd.log').read_text()}")
        yield
    finally:
        process.terminate()
        process.wait()
        if ours:
            rooms.rmdir()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
