"""How often does the normal range ring on real shops' days? Prints; asserts nothing.

    python -m tests.bench.alarm_rates [DATA_FOLDER]

The folder (or OPSCOCKPIT_DATA) holds online-retail/, ga-daily-visitors/ and retentioneering-ecom/; what is absent is
skipped, the demo never is. Days of the holidays around Christmas and the bank holidays of the United Kingdom are masked
for the shop. Each day is judged from the 56 days before it, so the first eight weeks are not scored.

TABLE holds what the method is known to do on the same series (metrics.md 3.2.2). The shop's was measured on its whole
year, 247 days scored; the folder holds the first ten months of it. A share of a few days in two hundred is itself
uncertain: beside each stands between what the true one lies, with 95 % certainty.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from opscockpit.domain.calendar import CalendarEvent, mask_of
from opscockpit.domain.normal import judge
from opscockpit.domain.rates import wilson
from opscockpit.store import stores
from tests.bench import shops

UK_2011 = [date(2011, 1, 3), date(2011, 4, 22), date(2011, 4, 25), date(2011, 4, 29), date(2011, 5, 2),
           date(2011, 5, 30), date(2011, 8, 29)]  # fmt: skip
SCORED = {"normal", "watch", "drift", "alarm"}
TABLE = {
    ("orders, holidays masked", "sqrt", 3.5): "1.6 % (4 of 247 days)",
    ("orders, holidays masked", "log", 3.5): "2.8 % (7 of 247 days)",
    ("orders, holidays masked", "log", 4.5): "1.2 % (3 of 247 days)",
    ("revenue, holidays masked", "log", 3.5): "2.0 % (5 of 247 days)",
    ("revenue, holidays masked", "log", 4.5): "0.4 % (1 of 247 days)",
    ("web site visitors", "sqrt", 3.5): "7.6 %",
    ("web site visitors", "log", 3.5): "7.6 %",
    ("web site visitors", "log", 4.5): "3.7 %",
}
Series = dict[date, float]


def online_retail(folder: Path) -> tuple[Series, Series]:
    """Orders and revenue (pence) per day of the wholesaler; a day without a file is absent."""
    orders: Series = {}
    revenue: Series = {}
    for name in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(name) as archive:
            for member in archive.namelist():
                if member.endswith(".csv"):
                    with archive.open(member) as raw:
                        day = date.fromisoformat(Path(member).stem[:10])
                        orders[day], revenue[day] = _sales(io.TextIOWrapper(raw, "utf-8"))
    return orders, revenue


def _sales(lines: io.TextIOWrapper) -> tuple[int, float]:
    invoices: set[str] = set()
    pence = 0.0
    for row in csv.DictReader(lines):
        amount, price = float(row["Quantity"]), float(row["UnitPrice"])
        if row["InvoiceNo"][0] not in "CA" and amount > 0 and price > 0:
            invoices.add(row["InvoiceNo"])
            pence += round(amount * price * 100)
    return len(invoices), pence


def visitors(file: Path) -> Series:
    """Unique visitors per day of the web site."""
    series: Series = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            month, day, year = map(int, row["Date"].split("/"))
            series[date(year, month, day)] = float(row["Unique.Visits"].replace(",", ""))
    return series


def score(
    name: str, series: Series, scale: str, k: float, events: Sequence[CalendarEvent] = (), factor: float = 1.0
) -> str:
    """One line of the table: shares of alarmed, watched and drifting days among the scored ones."""
    first = min(series)
    days = [first + timedelta(days=n) for n in range((max(series) - first).days + 1)]
    values = [series.get(day) for day in days]
    classes, masked = [day.weekday() for day in days], mask_of(days, events)
    seen = {"alarm": 0, "watch": 0, "drift": 0, "normal": 0}
    rings, on = 0, []
    for i, value in enumerate(values):
        past = slice(max(i - 56, 0), i)
        judged = judge(
            values[past], classes[past], None if value is None else value * factor, classes[i], scale=scale, k=k,
            masked=masked[past], today_masked=masked[i],
        )  # fmt: skip
        if judged.state in SCORED:
            seen[judged.state] += 1
            rings += abs(judged.z or 0) > 2.5
            on += [days[i]] if judged.state == "alarm" else []
    scored = sum(seen.values())
    if not scored:
        return f"{name:28} {scale:4} k={k}: no day could be scored"
    low, high = wilson(len(on), scored) or (0.0, 1.0)
    known = TABLE.get((name, scale, k)) if factor == 1 else None
    return (
        f"{name:25} {scale:4} k={k}  x{factor:<4} alarm {len(on):4} of {scored:5} days {len(on) / scored:6.2%} "
        f"({low:.1%} to {high:.1%}){f', table {known}' if known else ''}  |z|>2.5 {rings / scored:6.2%}  "
        f"drift {seen['drift'] / scored:6.2%}" + (f"\n{'':30}{', '.join(map(str, on))}" if 0 < len(on) < 8 else "")
    )


def _uk_holidays() -> list[CalendarEvent]:
    christmas = CalendarEvent("holiday", date(2010, 12, 20), date(2011, 1, 5))
    return [christmas, *(CalendarEvent("holiday", day, day) for day in UK_2011)]


def main(folder: Path) -> None:
    """Print the table for every data set that is there."""
    began = time.perf_counter()
    shop, site = folder / "online-retail", folder / "ga-daily-visitors" / "daily-website-visitors.csv"
    if shop.is_dir():
        orders, revenue = online_retail(shop)
        for mask_name, events in (("", ()), (", holidays masked", _uk_holidays())):
            for scale, k in (("sqrt", 3.5), ("log", 3.5), ("log", 4.5)):
                print(score(f"orders{mask_name}", orders, scale, k, events))
            for k in (3.5, 4.5):
                print(score(f"revenue{mask_name}", revenue, "log", k, events))
        for factor in (0.6, 0.5):
            print(score("orders", orders, "sqrt", 3.5, factor=factor))
            print(score("orders", orders, "log", 3.5, factor=factor))
            print(score("revenue", revenue, "log", 3.5, factor=factor))
    if site.is_file():
        series = visitors(site)
        for scale, k in (("sqrt", 3.5), ("log", 3.5), ("log", 4.5)):
            print(score("web site visitors", series, scale, k))
    through_the_product(folder)
    print(f"\n500 series judged in {_hundreds():.3f} s")
    print(f"{time.perf_counter() - began:.1f} s")


def _hundreds() -> float:
    """Seconds to judge the newest day of five hundred series of eight weeks."""
    weekdays = [n % 7 for n in range(57)]
    many = [[(i % 40 + 5) * (8 + weekdays[n]) + (n * 37 + i * 11) % 17 for n in range(57)] for i in range(500)]
    began = time.perf_counter()
    for values in many:
        judge(values[:-1], weekdays[:-1], values[-1], weekdays[-1], scale="sqrt")
    return time.perf_counter() - began


def through_the_product(folder: Path) -> None:
    """The same question asked of whole databases: real import, real services, the settings that a new shop has."""
    print("\nthrough the import and the services")
    if (folder / "online-retail").is_dir():
        with shops.imported(folder / "online-retail", "Europe/London", "GBP", datetime(2011, 10, 1)) as (db, store):
            shops.holidays(db, store, [(date(2010, 12, 20), date(2011, 1, 5)), *((day, day) for day in UK_2011)])
            print(*(found.line() for found in shops.rings(db, store)), sep="\n")
    if (folder / "ga-daily-visitors").is_dir():
        with shops.imported(folder / "ga-daily-visitors", "UTC", "USD", datetime(2020, 8, 20)) as (db, store):
            print(*(found.line() for found in shops.rings(db, store)), sep="\n")
    if (folder / "retentioneering-ecom").is_dir():
        with shops.imported(folder / "retentioneering-ecom", "UTC", "USD", datetime(2024, 6, 30)) as (db, store):
            print(*(found.line() for found in shops.rings(db, store)), sep="\n")
            down = [str(day) for day, found in shops.judged(db, store, "conversion") if found.side < 0]
            print(f"  payments fail from 2024-05-19; conversion rings downwards on {', '.join(down) or 'no day'}")
    with shops.demo(datetime(2026, 6, 25, 9)) as db:
        for store in stores.stores(db):
            print(*(found.line() for found in shops.rings(db, store)), sep="\n")


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("OPSCOCKPIT_DATA", "")
    if not given or not Path(given).is_dir():
        sys.exit("name the folder of data sets, or set OPSCOCKPIT_DATA")
    main(Path(given))
