"""All tests: `python3 -m tests [--here] [PYTEST ARGUMENTS]`.

Makes `.venv` with the locked packages where needed, then style, types and tests; the last line is pytest's own.
`--here` uses the Python it is called with as it is. With CI set in the environment, tmux and an SSH server are
installed where apt can do that without a question; where they are missing, the tests that need them are skipped.
"""

import os
import runpy
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = {"tmux": "tmux", "sshd": "openssh-server"}


def install_tools(bootstrap):
    """Install what is missing of the programs that some tests drive."""
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin"
    missing = [package for program, package in TOOLS.items() if not shutil.which(program, path=path)]
    if missing and not bootstrap["installed_by_apt"](missing):
        bootstrap["say"]("cannot install {} here; the tests that need it are skipped".format(" and ".join(missing)))


def part(name, command):
    """Run one part with its output shown; (name, whether it went well, seconds, its last line)."""
    print("== " + name, flush=True)
    began, last = time.time(), ""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace")
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.strip() or last
    return name, process.returncode == 0, time.time() - began, last


def workers():
    """Two for each core: tests that drive a screen or a terminal wait most of their time."""
    return 2 * min(os.cpu_count() or 1, 4)


def run_all(arguments):
    """Every part, also after one failed; the exit code."""
    python = sys.executable
    parts = [
        part("style", [python, "-m", "ruff", "check", "."]),
        part("format", [python, "-m", "ruff", "format", "--check", "."]),
        part("types", [python, "-m", "mypy"]),
        part("tests", [python, "-m", "pytest", "-rs", "-n", str(workers()), "--dist", "loadfile", *arguments]),
    ]
    print("== summary, Python {}.{}.{}".format(*sys.version_info[:3]))
    for name, good, seconds, _ in parts:
        print("{:<8}{:<8}{:6.1f} s".format(name, "passed" if good else "FAILED", seconds))
    print(parts[-1][3])
    return 0 if all(good for _, good, _, _ in parts) else 1


def main(arguments):
    """Set up, then run; the exit code."""
    here = "--here" in arguments or os.environ.pop("OPSCOCKPIT_SET_UP", None) == ROOT
    bootstrap = runpy.run_path(os.path.join(ROOT, ".ci", "bootstrap.py"))
    if not here:
        return bootstrap["restart"]("dev", "tests", arguments)
    if os.environ.get("CI"):
        install_tools(bootstrap)
    return run_all([item for item in arguments if item != "--here"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
