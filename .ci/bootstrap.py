"""Make the checkout's own `.venv` with the locked packages, and say plainly what stands in the way.

Standard library only, and readable by Python 3.6, so that an old Python can say that it is too old.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11", "python3")
FOLDERS = ("/opt/homebrew/bin", "/usr/local/bin", os.path.expanduser("~/.local/bin"))
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
STEERING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "__PYVENV_LAUNCHER__")


class Hopeless(Exception):
    """Set-up cannot go on; the message says why and what the person can do."""


def say(text):
    """One line of progress. Progress is not data, so it goes to stderr."""
    sys.stderr.write("opscockpit: " + text + "\n")
    sys.stderr.flush()


def ensure(kind):
    """The path of a Python that has everything of the lock `kind` ('run' or 'dev'). Raises Hopeless."""
    if not ready(kind):
        with one_at_a_time():
            if not ready(kind):
                install(kind)
    return PYTHON


def ready(kind):
    """Whether the stamp says that the present lock is installed, in an environment whose Python still is there."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return False
    return stamp.get(kind) == digest(kind) and stamp.get("made") == identity()


def digest(kind):
    """What identifies the lock's content."""
    with open(os.path.join(ROOT, ".ci", LOCKS[kind]), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def identity():
    """Which Python the environment stands on, and where it is; None where its Python is gone.

    A system that moved to another Python, or a checkout that was moved, asks for a new environment.
    """
    real = os.path.realpath(PYTHON)
    return [real, ROOT] if os.path.exists(real) else None


@contextlib.contextmanager
def one_at_a_time():
    """Two starts at once must not build the same environment; the second waits."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def install(kind):
    """Make the environment where it is missing or belongs to another Python, install the lock, and stamp it."""
    done = {}
    try:
        with open(STAMP) as file:
            done = json.load(file)
        os.remove(STAMP)
    except (OSError, ValueError):
        pass
    if not done.get("made") or done["made"] != identity():
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv(base_python())
    say("installing the locked packages into .venv (once; a few seconds to a minute)")
    locked = ["-r", os.path.join(ROOT, ".ci", LOCKS[kind]), "--require-hashes", "--only-binary", ":all:"]
    run([*pip_of_venv(), "install", "-q", "-q", *locked], "pip could not install the packages")
    link_checkout()
    kinds = LOCKS if kind == "dev" else [kind]  # the dev lock holds all of the other one, in the same versions
    stamp = {name: digest(name) for name in kinds}
    stamp["made"] = identity()
    with open(STAMP + ".new", "w") as file:
        json.dump(stamp, file)
    os.replace(STAMP + ".new", STAMP)


def base_python():
    """A Python that is new enough: this one, or the newest that is found. Raises Hopeless."""
    if sys.version_info >= OLDEST:
        return getattr(sys, "_base_executable", None) or sys.executable
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *FOLDERS])
    for name in NEWER:
        found = shutil.which(name, path=path)
        if found and quiet([found, "-c", "import sys, zlib, ssl, sqlite3; sys.exit(sys.version_info < (3, 11))"]):
            say("this Python is {}.{}; going on with {}".format(sys.version_info[0], sys.version_info[1], found))
            return found
    raise Hopeless(
        "Python 3.11 or newer is needed, and this is {}.{}. Install one "
        "(Debian, Ubuntu: apt-get install python3.11; macOS: brew install python@3.13) and run the same command "
        "again.".format(sys.version_info[0], sys.version_info[1])
    )


def make_venv(python):
    """`.venv` with pip in it; or without where the base Python's own pip can serve. Raises Hopeless."""
    say("making .venv with " + python)
    if quiet([python, "-m", "venv", VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = "python{}-venv".format(answer(python, "import sys; print('%d.%d' % sys.version_info[:2])"))
    if installed_by_apt([package]) and quiet([python, "-m", "venv", VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if serves_others(python) and quiet([python, "-m", "venv", "--without-pip", VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Hopeless(
        "{} cannot make a virtual environment. On Debian and Ubuntu that is a package of its own: "
        "sudo apt-get install {} - then run the same command again.".format(python, package)
    )


def pip_of_venv():
    """The command that installs into `.venv`."""
    if quiet([PYTHON, "-m", "pip", "--version"]):
        return [PYTHON, "-m", "pip"]
    return [base_python(), "-m", "pip", "--python", PYTHON]


def serves_others(python):
    """Whether that Python's pip knows `--python` (22.3 and newer)."""
    return quiet([python, "-m", "pip", "--python", python, "--version"])


def installed_by_apt(packages):
    """Install system packages as root, or in CI by a sudo that asks for no password; whether that went well."""
    apt, sudo = shutil.which("apt-get"), []
    if os.geteuid() != 0:
        if not os.environ.get("CI"):
            return False
        sudo = ["sudo", "-n"]
    if not apt:
        return False
    say("apt-get install " + " ".join(packages))
    command = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-q", "-y"]
    install_them = [*command, "install", "--no-install-recommends", *packages]
    return quiet(install_them) or (quiet([*command, "update"]) and quiet(install_them))


def link_checkout():
    """Let `.venv` find this checkout, and give it the `opscockpit` command. No build, so nothing else to download."""
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    with open(os.path.join(answer(PYTHON, code), "opscockpit-checkout.pth"), "w") as file:
        file.write(ROOT + "\n")
    command = os.path.join(VENV, "bin", "opscockpit")
    # -P: what lies in the folder where it is called is never taken for the program or one of its modules.
    with open(command, "w") as file:
        file.write('#!/bin/sh\nexec "$(dirname "$0")/python" -P -m opscockpit "$@"\n')
    os.chmod(command, 0o755)


def environment():
    """Our environment without what would send packages or the interpreter elsewhere."""
    clean = {name: value for name, value in os.environ.items() if name not in STEERING}
    clean.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PIP_ROOT_USER_ACTION="ignore")
    return clean


def quiet(command):
    """Run without showing anything; whether it went well. For attempts that have an alternative."""
    try:
        code = subprocess.call(
            command, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return code == 0


def answer(python, code):
    """What a piece of code prints in that Python."""
    return subprocess.check_output([python, "-c", code], env=environment()).decode().strip()


def run(command, trouble):
    """Run with its errors shown. Raises Hopeless."""
    if subprocess.call(command, env=environment(), stdin=subprocess.DEVNULL, stdout=sys.stderr):
        raise Hopeless(trouble + "; its words are above. Is there a network? Run the same command again to retry.")


def restart(kind, module, arguments):
    """Go on as `python -m module` in the environment, made ready first. Does not return, except with an exit code."""
    try:
        python = ensure(kind)
    except (Hopeless, OSError) as trouble:
        say(str(trouble))
        return 2
    sys.stdout.flush()
    os.environ["OPSCOCKPIT_SET_UP"] = ROOT  # the next one need not look again
    os.execv(python, [python, "-m", module, *arguments])
