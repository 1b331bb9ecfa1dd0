"""Files that cannot be right: each a clear error or a counted skip, and the database as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Cockpit

SESSIONS = "Day,Sessions,Online store visitors,Conversion rate,Sessions that completed checkout\n"
ORDERS = (
    "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
)


def text(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(cockpit: Cockpit, path: object, *says: str, options: tuple[str, ...] = ()) -> str:
    """The import of a path is refused with exit code 1, saying what and where, and nothing is written."""
    before = cockpit.bytes_hash()
    answer = cockpit("import", path, *options)
    assert answer.code == 1, answer.out + answer.err
    assert "Traceback" not in answer.err
    for word in says:
        assert word in answer.err, answer.err
    assert cockpit.bytes_hash() == before
    as_json = cockpit("import", path, *options, "--json")
    assert as_json.code == 1
    if as_json.out:
        assert all(report["error"] and report["batch"] is None for report in as_json.reports)
    return answer.err


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty.csv", "is empty"),
        ("header_only.csv", "no rows below"),
        ("half.zip", "download it again"),
        ("path_outside.zip", "leads outside"),
        ("noise.bin", "noise.bin"),
        ("html_named.xls", "web page"),
    ],
)
def test_small_bad_files(shop: Cockpit, name: str, says: str) -> None:
    refused(shop, SMALL / name, name, says)


def test_a_path_outside_writes_nothing_outside(shop: Cockpit, tmp_path: Path) -> None:
    inner = tmp_path / "in"
    inner.mkdir()
    with zipfile.ZipFile(inner / "out.zip", "w") as archive:
        archive.writestr("../outside.csv", SESSIONS + "2024-05-01,1,1,1,1\n")
    refused(shop, inner / "out.zip", "out.zip", "outside")
    assert not (tmp_path / "outside.csv").exists()


def test_nothing_there(shop: Cockpit, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    refused(shop, tmp_path / "folder", "folder", "holds no files")
    refused(shop, tmp_path / "missing.csv", "missing.csv", "cannot be found")
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    refused(shop, fifo, "pipe", "neither a file nor a folder")


def test_two_gigabytes(shop: Cockpit, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(SESSIONS.encode())
        file.truncate(2 * 2**30)
    refused(shop, path, "huge.csv", "2.0 GiB", "shorter period")


def test_a_bomb(shop: Cockpit, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.csv", b"0" * (120 * 2**20))
    refused(shop, tmp_path / "bomb.zip", "bomb.zip", "would unpack")


def test_ten_thousand_columns(shop: Cockpit, tmp_path: Path) -> None:
    head = ",".join(f"c{n}" for n in range(10_000))
    refused(shop, text(tmp_path, f"{head}\n{head}\n"), "10,000 columns")


def test_binary_noise_of_every_kind(shop: Cockpit, tmp_path: Path) -> None:
    noise = bytes((n * 7919 + n // 251) % 256 for n in range(5000))
    refused(shop, text(tmp_path, noise, "noise.csv"), "noise.csv")
    refused(shop, text(tmp_path, b"PK\x03\x04" + noise, "noise.xlsx"), "noise.xlsx")
    refused(shop, text(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise, "noise.xls"), "noise.xls")
    refused(shop, text(tmp_path, b"\x1f\x8b" + noise, "noise.csv.gz"), "noise.csv.gz")
    refused(shop, text(tmp_path, b"\x00" * 5000, "zeros.csv"), "zeros.csv")


def test_a_stray_quote_is_mended_or_counted(shop: Cockpit) -> None:
    answer = shop("import", SMALL / "bad_stray_quote.csv", "--json")
    assert answer.code in (0, 4)
    report = answer.report
    assert report["rows_read"] == 5
    assert report["rows_used"] + report["rows_skipped"] == 5
    assert report["rows_used"] >= 4
    assert report["repaired"] + report["rows_skipped"] >= 1
    assert shop.day("2024-05-01")["sessions"] == 120
    assert shop.day("2024-05-05")["sessions"] == 160


def test_impossible_cells_are_counted_with_row_column_value_and_reason(shop: Cockpit, tmp_path: Path) -> None:
    rows = [
        "#1,a@x.test,paid,2024-05-01 10:00:00 +0000,USD,10.00,2024-05-01 10:00:00 +0000,1,Mug,10.00",
        "#2,a@x.test,paid,0000-00-00 10:00:00 +0000,USD,10.00,2024-05-01 10:00:00 +0000,1,Mug,10.00",
        "#3,a@x.test,paid,2024-05-01 10:00:00 +0000,USD,99999999999999999999.00,2024-05-01 10:00:00 +0000,1,Mug,10.00",
        "#4,a@x.test,paid,2024-05-01 10:00:00 +0000,EUR,10.00,2024-05-01 10:00:00 +0000,1,Mug,10.00",
        "#5,a@x.test,paid,2024-05-01 10:00:00 +0000,USD,ten,2024-05-01 10:00:00 +0000,1,Mug,10.00",
        "1234567890123456789,a@x.test,paid,2024-05-01 10:00:00 +0000,USD,1e2,2024-05-01 10:00:00 +0000,1,Mug,100",
    ]
    path = text(tmp_path, ORDERS + "\n".join(rows) + "\n")
    answer = shop("import", path, "--json")
    assert answer.code == 4
    report = answer.report
    told = {skip["row"]: (skip["column"], skip["value"], bool(skip["reason"])) for skip in report["skipped"]}
    assert told == {
        3: ("Paid at", "0000-00-00 10:00:00 +0000", True),
        4: ("Total", "99999999999999999999.00", True),
        5: ("Currency", "EUR", True),
        6: ("Total", "ten", True),
    }
    assert (report["rows_read"], report["rows_used"], report["rows_skipped"]) == (6, 2, 4)
    assert shop.sql("SELECT number FROM sale ORDER BY 1") == [("#1",), ("1234567890123456789",)]
    assert shop.day("2024-05-01")["paid"] == 110.00
    plain = shop("import", path)
    assert "duplicate" in plain.out or "already" in plain.out


def test_a_file_with_no_usable_row_is_refused(shop: Cockpit, tmp_path: Path) -> None:
    refused(shop, text(tmp_path, SESSIONS + "0000-00-00,1,1,1,1\n"), "no row of it can be used")


def test_wrong_currency(shop: Cockpit, tmp_path: Path) -> None:
    rows = ORDERS + "#1,a@x.test,paid,2024-05-01 10:00:00 +0000,EUR,10.00,2024-05-01 10:00:00 +0000,1,Mug,10.00\n"
    refused(shop, text(tmp_path, rows), "EUR", "USD", "--store")


def test_unknown_names_tell_the_nearest(shop: Cockpit) -> None:
    before = shop.bytes_hash()
    answer = shop("import", SMALL / "sessions_shopify.csv", "--store", "Shopp")
    assert (answer.code, shop.bytes_hash()) == (1, before)
    assert "did you mean 'Shop'" in answer.err
    answer = shop("import", SMALL / "sessions_shopify.csv", "--profile", "shopify.session")
    assert answer.code in (1, 2)
    assert "shopify.sessions" in answer.err
    assert shop.bytes_hash() == before


def test_no_store_yet_and_several_stores(cockpit: Cockpit) -> None:
    answer = cockpit("import", SMALL / "sessions_shopify.csv")
    assert answer.code == 1
    assert "store add" in answer.err
    cockpit.store("One")
    cockpit.store("Two")
    answer = cockpit("import", SMALL / "sessions_shopify.csv")
    assert answer.code == 1
    assert "--store" in answer.err
    assert "One" in answer.err
    assert "Two" in answer.err


def test_one_bad_file_does_not_stop_the_others(shop: Cockpit, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("sessions_shopify.csv", "empty.csv", "noise.bin"):
        shutil.copy(SMALL / name, tmp_path / "in")
    answer = shop("import", tmp_path / "in", "--json")
    assert answer.code == 4
    assert [bool(report["error"]) for report in answer.reports] == [True, True, False]


def test_dry_run_changes_nothing(cockpit: Cockpit) -> None:
    cockpit.store("Shop", "Europe/London", "GBP", "shopify")
    before, files = cockpit.bytes_hash(), sorted(path.name for path in cockpit.db.parent.iterdir())
    report = cockpit("import", SMALL / "orders_shopify.csv", "--dry-run", "--json").report
    assert report["batch"] is None
    assert report["rows_used"] > 0
    assert cockpit.bytes_hash() == before
    assert sorted(path.name for path in cockpit.db.parent.iterdir()) == files


ESCAPE = "\x1b[31mred\x1b[0m \x1b]0;title\x07 [bold]x[/bold] [/] \u202eevil\x00 % {0} '; DROP TABLE sale; --"


def test_escape_sequences_in_names_reach_no_terminal(cockpit: Cockpit, tmp_path: Path) -> None:
    rows = (
        f'"#1","a@x.test{ESCAPE}",paid,2024-05-01 10:00:00 +0000,USD,10.00,2024-05-01 10:00:00 +0000,1,'
        f'"{ESCAPE}",10.00\n'
    )
    cockpit.store(f"Shop{ESCAPE}")
    name = "orders \x1b[31m[bold].csv"
    cockpit.load(text(tmp_path, ORDERS + rows, name))
    cockpit.done("task", "add", f"do {ESCAPE}")
    cockpit.done("focus", "set", f"focus {ESCAPE}")
    words = [
        ("today", "--plain"), ("today", "--json"), ("imports",), ("imports", "--json"), ("task", "list"),
        ("focus", "show"), ("store", "list"), ("metrics", "--from", "2024-05-01", "--to", "2024-05-01"),
        ("explain", "paid", "--day", "2024-05-01"), ("import", tmp_path / name), ("doctor",),
        ("import", text(tmp_path, "x,y\x1b[31m\n1,2\n", "un\x1bknown.csv")), ("keywords",), ("people", "list"),
        ("import", tmp_path / name, "--store", "No\x1b[31m"), ("explain", "pai\x1b[31m", "--day", "2024-05-01"),
    ]  # fmt: skip
    for command in words:
        answer = cockpit(*command, now="2024-05-01T12:00")
        for stream in (answer.out, answer.err):
            raw = [char for char in stream if (ord(char) < 32 and char != "\n") or char in "\x7f\x9b\u202e"]
            assert not raw, f"{command}: {raw} in {stream!r}"


def test_a_bigger_header_only_with_preamble(shop: Cockpit, tmp_path: Path) -> None:
    refused(shop, text(tmp_path, "title\n\n" + SESSIONS), "no rows below")


def test_unknown_layout_is_mapped_once_and_then_known(shop: Cockpit, tmp_path: Path) -> None:
    rows = "17;01.05.2024 10:00;1.234,50;a\n18;13.05.2024 11:00;2,00;b\n"
    path = text(tmp_path, f"Order no;When;Sum;Client\n{rows}", "till.csv")
    message = refused(shop, path, "till.csv")
    assert "--map" in message
    maps = [w for pair in ("number=Order no", "created_at=When", "paid=Sum", "buyer=Client") for w in ("--map", pair)]
    report = shop("import", path, *maps, "--json").report
    assert (report["rows_used"], report["error"]) == (2, None)
    assert (shop.day("2024-05-01")["paid"], shop.day("2024-05-13")["paid"]) == (1234.50, 2.00)
    later = text(tmp_path, "Order no;When;Sum;Client\n19;14.05.2024 10:00;5,00;a\n", "till later.csv")
    report = shop.load(later)[0]
    assert report["profile"].startswith("own.")
    assert shop.day("2024-05-14")["returning_buyers"] == 1
    assert any(profile["id"] == report["profile"] for profile in shop.done("profiles", "--json").json)


def test_a_wrong_map_is_wrong_usage(shop: Cockpit, tmp_path: Path) -> None:
    path = text(tmp_path, "Order no,When,Sum\n17,2024-05-01,1.00\n", "till.csv")
    before = shop.bytes_hash()
    for pair, says in (("numbr=Order no", "number"), ("number=Ordr", "Order no"), ("number", "FIELD=COLUMN")):
        answer = shop("import", path, "--map", pair, "--map", "created_at=When", "--map", "paid=Sum")
        assert (answer.code, shop.bytes_hash()) == (2, before), answer.err
        assert says in answer.err


@pytest.mark.parametrize(
    ("content", "says"),
    [("id = ", "TOML"), ('id = "own.x"\nkindd = "report"\n', "kind"), ("id = 5\n", "missing")],
)
def test_a_broken_profile_of_ones_own(shop: Cockpit, tmp_path: Path, content: str, says: str) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "opscockpit" / "profiles"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(content)
    before = shop.bytes_hash()
    answer = shop("import", SMALL / "sessions_shopify.csv")
    assert (answer.code, shop.bytes_hash()) == (2, before)
    assert "mine.toml" in answer.err
    assert says in answer.err


def test_a_broken_config(shop: Cockpit) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "opscockpit"
    folder.mkdir(parents=True)
    for content, says in (("user = ", "TOML"), ('usr = "lin"', "did you mean 'user'"), ("user = 5", "text in quotes")):
        (folder / "config.toml").write_text(content)
        answer = shop("today", "--plain")
        assert answer.code == 2
        assert "config.toml" in answer.err
        assert says in answer.err


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Unix permissions")
def test_an_unreadable_file(shop: Cockpit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text(tmp_path, SESSIONS + "2024-05-01,1,1,1,1\n")
    path.chmod(0)
    if os.geteuid() != 0:
        refused(shop, path, "file.csv", "Permission denied")
        return
    shop.load(SMALL / "sessions_shopify.csv")  # What is loaded late is loaded now: the other user cannot read it.
    with tempfile.TemporaryDirectory() as folder:
        for name in (shop.db, path):
            shutil.copy(name, folder)
        for place in (Path(folder), Path(folder) / "shop.db"):
            shutil.chown(place, 65534)
        (Path(folder) / "file.csv").chmod(0)
        there = Cockpit(Path(folder) / "shop.db", shop.capsys)
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        os.setresuid(65534, 65534, 0)
        try:
            refused(there, Path(folder) / "file.csv", "file.csv", "Permission denied")
        finally:
            os.setresuid(0, 0, 0)


def test_names_in_another_encoding(shop: Cockpit, tmp_path: Path) -> None:
    """A folder and an archive from a Chinese Windows: names are GBK bytes."""
    rows = SESSIONS + "2024-05-01,1,1,1,1\n"
    path = os.fsencode(tmp_path) + b"/" + "访客.csv".encode("gbk")
    with open(path, "wb") as file:
        file.write(rows.encode())
    assert shop.load(os.fsdecode(path))[0]["file"] == "访客.csv"
    archived = zipfile.ZipInfo("x" * len("会话.csv".encode("gbk")))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(archived, rows.replace("-01,", "-02,"))
    raw = (tmp_path / "a.zip").read_bytes().replace(archived.filename.encode(), "会话.csv".encode("gbk"))
    (tmp_path / "a.zip").write_bytes(raw)
    assert shop.load(tmp_path / "a.zip")[0]["file"] == "a.zip/会话.csv"
    assert {row["file"] for row in shop.done("imports", "--json").json} == {"访客.csv", "a.zip/会话.csv"}
