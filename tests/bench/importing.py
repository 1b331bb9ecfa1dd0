"""Import of the online-retail ledger (370,931 lines in 245 files) against pandas: `python -m tests.bench.importing`.

The yardstick reads the same files out of the same archive with `pandas.read_csv` and writes them by `to_sql`, without
any check, key, trigger or sum. Both run as child processes, one after the other; medians of three.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import databases
from tests.conftest import data_folder

ROUNDS = 3
PANDAS = """
import sqlite3, sys, zipfile, pandas
archive = zipfile.ZipFile(sys.argv[1])
frames = [pandas.read_csv(archive.open(name)) for name in archive.namelist() if name.endswith(".csv")]
rows = pandas.concat(frames)
rows.to_sql("line", sqlite3.connect(sys.argv[2]), index=False)
print(len(rows))
"""


def timed(command: list[str]) -> tuple[float, float, str]:
    """Seconds, peak resident megabytes and output of a child process. Raises RuntimeError when it fails."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=databases.ROOT, env=databases.environ(), stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if child.returncode not in (0, 4):
        raise RuntimeError(text[-500:])
    return seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024), text


def main() -> int:
    """Print the table."""
    data = data_folder()
    archives = sorted((data / "online-retail").glob("*.zip")) if data else []
    if not archives:
        print("import: skipped, the online-retail ledger is absent (set OPSCOCKPIT_DATA)")
        return 0
    ours, theirs = [], []
    rows = ""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            db = Path(folder) / f"{number}.db"
            databases.run(db, "init", str(db))
            databases.run(
                db, "store", "add", "UK", "--platform", "ledger", "--tz", "Europe/London", "--currency", "GBP"
            )
            ours.append(timed(databases.command(db, "import", "--store", "UK", str(archives[0]))))
            theirs.append(timed([sys.executable, "-c", PANDAS, str(archives[0]), str(db.with_suffix(".pandas"))]))
            rows = theirs[-1][2].strip()
    own, pandas = (statistics.median(item[0] for item in side) for side in (ours, theirs))
    own_mb, pandas_mb = (statistics.median(item[1] for item in side) for side in (ours, theirs))
    print(f"import of {rows} ledger lines, medians of {ROUNDS}\n")
    print("| | seconds | peak MB |\n|---|---:|---:|")
    print(f"| opscockpit import | {own:.2f} | {own_mb:.0f} |")
    print(f"| pandas read_csv + to_sql | {pandas:.2f} | {pandas_mb:.0f} |")
    print(f"| ratio | {own / pandas:.2f} | {own_mb / pandas_mb:.2f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
