"""`python -m opscockpit`: the command line; in a fresh checkout it makes the environment first.

Readable by Python 3.6 up to the imports in `main`, so that an old Python can say that it is too old.
"""

import os
import sys

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LIBRARIES = ("textual", "plotext", "sqlite_utils", "python_calamine", "chinese_calendar", "dateutil")
_BOOTSTRAP = os.path.join(_ROOT, ".ci", "bootstrap.py")


def _must_bootstrap() -> bool:
    """Whether this is a checkout whose packages are missing here, or whose own environment is out of date."""
    if not os.path.exists(_BOOTSTRAP) or os.environ.pop("OPSCOCKPIT_SET_UP", None) == _ROOT:
        return False
    if sys.version_info < (3, 11):
        return True
    venv = os.path.join(_ROOT, ".venv")
    if os.path.realpath(sys.prefix) == os.path.realpath(venv):
        return _older(os.path.join(venv, "installed.json"), os.path.join(_ROOT, ".ci", "requirements.lock"))
    from importlib.util import find_spec

    return any(find_spec(name) is None for name in _LIBRARIES)


def _older(one: str, other: str) -> bool:
    """Whether a file is missing or older than the other: cheap enough to ask at every start."""
    try:
        return os.stat(one).st_mtime < os.stat(other).st_mtime
    except OSError:
        return True


def _bootstrap() -> dict:  # type: ignore[type-arg]
    import runpy

    return runpy.run_path(_BOOTSTRAP)


def _main() -> int:
    if _must_bootstrap():
        return int(_bootstrap()["restart"]("run", "opscockpit", sys.argv[1:]))
    if sys.version_info < (3, 11):
        sys.stderr.write("opscockpit needs Python 3.11 or newer; this is {}.{}\n".format(*sys.version_info[:2]))
        return 2
    from opscockpit.cli import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_main())
