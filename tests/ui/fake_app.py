"""Starts the screen on the invented morning: `python tests/ui/fake_app.py [--ascii] [--colours 16] [--bell on]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from opscockpit.ui.options import Options
from opscockpit.ui.run import run
from tests.ui.fake import FakeSession


class Failing(FakeSession):
    """A session with a fault in its undo."""

    def undo(self) -> str:
        """Fail as no program should, with a customer's name at hand."""
        customer = "MEI-SECRET"
        raise LookupError(f"no such thing, {len(customer)} letters")


class Broken(FakeSession):
    """A session that cannot show anything."""

    def revisions(self) -> dict[str, int]:
        """Fail at the very first question."""
        raise LookupError("nothing at all")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--failing", action="store_true")
    parser.add_argument("--broken", action="store_true")
    for name, default in Options()._asdict().items():
        if isinstance(default, str) and name != "glyphs":
            parser.add_argument(f"--{name}", default="dark" if name == "ground" else default)  # not asked for
    args = vars(parser.parse_args())
    failing, broken = args.pop("failing"), args.pop("broken")
    session = Failing if failing else Broken if broken else FakeSession
    sys.exit(run(session, options=Options(glyphs="ascii" if args.pop("ascii") else "unicode", **args)))
