"""Lunar festivals of China on the sun's calendar: a table, so that nothing has to be reckoned or installed.

Beyond its years nothing is known, and nothing fails: the calendar that people edit serves instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

FESTIVALS = ("cny", "dragon_boat", "qixi", "mid_autumn")
"""Align keys: New Year (day 1 of month 1), Dragon Boat (5 of 5), Qixi (7 of 7), Mid-Autumn (15 of 8)."""

_DAYS = """
2005 0209 0611 0811 0918
2006 0129 0531 0731 1006
2007 0218 0619 0819 0925
2008 0207 0608 0807 0914
2009 0126 0528 0826 1003
2010 0214 0616 0816 0922
2011 0203 0606 0806 0912
2012 0123 0623 0823 0930
2013 0210 0612 0813 0919
2014 0131 0602 0802 0908
2015 0219 0620 0820 0927
2016 0208 0609 0809 0915
2017 0128 0530 0828 1004
2018 0216 0618 0817 0924
2019 0205 0607 0807 0913
2020 0125 0625 0825 1001
2021 0212 0614 0814 0921
2022 0201 0603 0804 0910
2023 0122 0622 0822 0929
2024 0210 0610 0810 0917
2025 0129 0531 0829 1006
2026 0217 0619 0819 0925
2027 0206 0609 0808 0915
2028 0126 0528 0826 1003
2029 0213 0616 0816 0922
2030 0203 0605 0805 0912
2031 0123 0624 0824 1001
2032 0211 0612 0812 0919
2033 0131 0601 0801 0908
2034 0219 0620 0820 0927
2035 0208 0610 0810 0916
2036 0128 0530 0828 1004
2037 0215 0618 0817 0924
2038 0204 0607 0807 0913
2039 0124 0527 0826 1002
2040 0212 0614 0814 0920
2041 0201 0603 0803 0910
2042 0122 0622 0822 0928
2043 0210 0611 0811 0917
2044 0130 0531 0731 1005
2045 0217 0619 0819 0925
2046 0206 0608 0808 0915
2047 0126 0529 0827 1004
2048 0214 0615 0816 0922
2049 0202 0604 0805 0911
2050 0123 0623 0823 0930
"""  # year, then month and day of each of FESTIVALS


def _table() -> dict[str, dict[int, date]]:
    rows = [line.split() for line in _DAYS.split("\n") if line.strip()]
    return {
        key: {int(row[0]): date(int(row[0]), int(row[n][:2]), int(row[n][2:])) for row in rows}
        for n, key in enumerate(FESTIVALS, start=1)
    }


ANCHORS: Mapping[str, Mapping[int, date]] = _table()
"""Align key of a lunar festival -> year -> its day."""


def anchor_near(align_key: str, day: date, within: int = 20) -> date | None:
    """The festival's own day at most `within` days from a day; None for another key, another time, or unknown years."""
    found = ANCHORS.get(align_key, {}).values()
    return next((anchor for anchor in found if abs((anchor - day).days) <= within), None)
