"""Starts the screen on the invented morning: `python tests/ui/fake_app.py [--ascii] [--colours 16]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from opscockpit.ui.options import Options
from opscockpit.ui.run import run
from tests.ui.fake import FakeSession

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--colours", default="256")
    parser.add_argument("--rising", default="neutral")
    args = parser.parse_args()
    chosen = Options(glyphs="ascii" if args.ascii else "unicode", colours=args.colours, rising=args.rising)
    sys.exit(run(FakeSession, options=chosen))
