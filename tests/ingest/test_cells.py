"""Cells: every spelling that exports use for numbers, ids, texts and ranges."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.ingest.buyers import buyer_key
from opscockpit.ingest.cells import Bad, Number, clean, decimal_mark, read_id, read_number, read_range, read_text


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,391", "1391"),
        ("1.2万", "12000"),
        ("3亿", "300000000"),
        ("77.48%", "0.7748"),
        ("£12,897.84", "12897.84"),
        ("Rs.201.68", "201.68"),
        ("US$5", "5"),
        ("EUR 90,00", "90"),
        ("AU $3,000.00", "3000"),
        ("MX$500.00", "500"),
        ("1.234,56", "1234.56"),
        ("1,23,456.00", "123456"),
        ("'-123", "-123"),
        ("(123.45)", "-123.45"),
        ("１２３", "123"),
        ('="123"', "123"),
        ("\u00a01 234,50\u00a0€", "1234.50"),
        ("24元", "24"),
        ("1.5万元", "15000"),
        ("-£3.00", "-3"),
        ("£-3.00", "-3"),
        ("−7", "-7"),
        ("12-", "-12"),
        ("1e3", "1000"),
        ("0.00810993466997071", "0.00810993466997071"),
        (".5", "0.5"),
        ("+7", "7"),
    ],
)
def test_numbers(cell: str, value: str) -> None:
    number = read_number(cell)
    assert isinstance(number, Number)
    assert number.value == Decimal(value)


@pytest.mark.parametrize("cell", ["", "-", "--", "—", "–", " ", "N/A", "nan", "null", "\u00a0", '=""', "'"])
def test_cells_that_say_nothing(cell: str) -> None:
    assert read_number(cell) is None
    assert read_text(clean(cell)[0]) is None


@pytest.mark.parametrize("cell", ["67seasea", "12 34", "1.2.3,4,5", "5000 ~ 1万", "abc", "2020-01-01", "1,2,3", "$"])
def test_what_is_no_number(cell: str) -> None:
    assert isinstance(read_number(cell), Bad)


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("5000 ~ 1万", ("5000", "10000")),
        ("1% ~ 2.5%", ("0.01", "0.025")),
        ("750万 ~ 1000万", ("7500000", "10000000")),
        ("600～1200", ("600", "1200")),
    ],
)
def test_ranges(cell: str, ends: tuple[str, str]) -> None:
    assert read_range(cell) == (Decimal(ends[0]), Decimal(ends[1]))


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("£1", "GBP"), ("€1", "EUR"), ("Rs.1", "INR"), ("US$1", "USD"), ("1 SEK", "SEK"), ("1元", "CNY"), ("$1", None)],
)
def test_signs_name_currencies(cell: str, currency: str | None) -> None:
    number = read_number(cell)
    assert isinstance(number, Number)
    assert number.currency == currency


@pytest.mark.parametrize(
    ("cell", "mark"),
    [("1,234", None), ("1.234", None), ("12", None), ("12,5", ","), ("0,123", ","), ("1.234,5", ","), ("1,234.5", "."),
     ("1,234,567", "."), ("1.234.567", ","), ("1234,567", ","), ("12.50", "."), ("£12.50", ".")],
)  # fmt: skip
def test_which_decimal_mark_a_cell_proves(cell: str, mark: str | None) -> None:
    assert decimal_mark(cell) == mark


def test_the_column_settles_what_a_cell_leaves_open() -> None:
    assert read_number("1.234") == Number(Decimal("1.234"))
    assert read_number("1.234", decimal_comma=True) == Number(Decimal(1234))
    assert read_number("1,234", decimal_comma=True) == Number(Decimal("1.234"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [('="123"', "123"), ("'0812", "0812"), ("17850.0", "17850"), ("6123456789012345678", "6123456789012345678"),
     ("０１２", "012"), ("0.10", "0.10"), ("C536379", "C536379")],
)  # fmt: skip
def test_ids_stay_text(cell: str, value: str) -> None:
    assert read_id(cell) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_any_amount_reads_back_however_it_is_dressed(amount: Decimal) -> None:
    grouped = f"{abs(amount):,.2f}"
    sign = "-" if amount < 0 else ""
    european = grouped.translate(str.maketrans(",.", ".,"))
    dressed = [f"{sign}{grouped}", f"'{sign}{grouped}", f"{sign}£{grouped}", f"{sign}{grouped} EUR"]
    dressed += [f"{sign}{european}"]
    dressed += [f"({grouped})"] if amount < 0 else [f"+{grouped}"]
    for cell in dressed:
        number = read_number(cell)
        assert isinstance(number, Number), cell
        assert number.value == amount, cell


@given(st.integers(min_value=-(10**12), max_value=10**12), st.booleans())
def test_whole_numbers_read_back(value: int, decimal_comma: bool) -> None:
    mark = "." if decimal_comma else ","
    number = read_number(f"{value:,}".replace(",", mark), decimal_comma=decimal_comma)
    assert number == Number(Decimal(value))


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    assert isinstance(read_number(text), Number | Bad | None)
    read_range(text)
    decimal_mark(text)
    read_id(text)
    tidy, mended = clean(text)
    assert "\x1b" not in tidy
    assert tidy.isprintable() or not any(ord(c) < 32 or c == "\u202e" for c in tidy)
    assert clean(tidy) == (tidy, False) or mended or not tidy.isprintable()


def test_harmful_characters_are_taken_out_and_told() -> None:
    assert clean("a\x1b[31mred\x1b[0m\x07") == ("ared", True)
    assert clean("user\u202egnp.exe") == ("usergnp.exe", True)
    assert clean("line\r\nbreak\tand  blanks ") == ("line break and blanks", False)


@pytest.mark.parametrize(
    ("raw", "key"),
    [("17850.0", "17850"), (" Ann@Example.COM ", "ann@example.com"), ("ＡＮＮ", "ann"), ("", None), ("nan", None)],
)
def test_one_buyer_has_one_spelling(raw: str, key: str | None) -> None:
    assert buyer_key(raw) == key
