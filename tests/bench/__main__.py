"""All measurements: `python3 -m tests.bench` (or `make bench`); some ten minutes. Each also runs on its own."""

import os
import runpy
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARTS = ("importing", "screen", "reload", "stress", "twenty", "line", "shaped", "journal")


def main(arguments: list) -> int:  # type: ignore[type-arg]
    """Set up, then run every part; the exit code tells whether all of them could measure."""
    if "--here" not in arguments and os.environ.pop("OPSCOCKPIT_SET_UP", None) != ROOT:
        bootstrap = runpy.run_path(os.path.join(ROOT, ".ci", "bootstrap.py"))
        return int(bootstrap["restart"]("dev", "tests.bench", arguments))
    from importlib import import_module

    sys.argv = sys.argv[:1]
    failed = []
    for part in PARTS:
        print(f"\n## {part}\n", flush=True)
        try:
            import_module("tests.bench." + part).main()
        except (RuntimeError, ImportError) as trouble:
            print(f"not measured: {trouble}")
            failed.append(part)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
