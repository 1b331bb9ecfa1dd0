"""Settings and locations: who wins, and what a slip in the file looks like."""

from __future__ import annotations

from pathlib import Path

import pytest

from opscockpit import config, locations
from opscockpit.errors import WrongUsage


def written(tmp_path: Path, text: str) -> Path:
    """A settings file of that text."""
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def load(file: Path, environ: dict[str, str] | None = None, **given: str) -> config.Config:
    """The settings of that file in a bare environment."""
    return config.load(file=file, environ={"HOME": "/home/mei"} | (environ or {}), **given)


def test_without_a_file_the_defaults_hold_and_nothing_is_made(tmp_path: Path) -> None:
    settings = config.load(environ={"HOME": str(tmp_path)})
    assert settings.db.name == "opscockpit.db"
    assert settings.db.is_relative_to(tmp_path)
    assert (settings.user, settings.drop_folder, settings.glyphs) == (None, None, "unicode")
    assert list(tmp_path.iterdir()) == []


def test_command_line_wins_over_environment_over_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'db = "/from/file.db"\nuser = "file"\n')
    environ = {"OPSCOCKPIT_DB": "/from/environ.db", "OPSCOCKPIT_USER": "environ"}
    assert load(file).db == Path("/from/file.db")
    assert load(file, environ).db == Path("/from/environ.db")
    assert load(file, environ, db="/given.db", user="given").db == Path("/given.db")
    assert [load(file).user, load(file, environ).user, load(file, environ, user="given").user] == [
        "file", "environ", "given",
    ]  # fmt: skip


def test_paths_in_the_file_count_from_the_file(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'drop_folder = "inbox"\nprofile_dir = "/own"\n'))
    assert (settings.drop_folder, settings.profile_dir) == (tmp_path / "inbox", Path("/own"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('glyps = "ascii"', ["glyps", "did you mean 'glyphs'"]),
        ("xyz = 1", ["xyz", "there are db, user"]),
        ('glyphs = "asci"', ["glyphs", "unicode, ascii", "did you mean 'ascii'"]),
        ("db = 3", ["db", "text in quotes"]),
        ('db = ""', ["db", "text in quotes"]),
        ("db = ", ["not valid TOML"]),
        ("db", ["not valid TOML"]),
    ],
)
def test_a_slip_names_file_key_and_nearest_key(tmp_path: Path, text: str, words: list[str]) -> None:
    file = written(tmp_path, text)
    with pytest.raises(WrongUsage) as told:
        load(file)
    assert str(told.value).startswith(f"{file}: ")
    assert all(word in str(told.value) for word in words)


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('user = "小美"'.encode("gb18030"))
    with pytest.raises(WrongUsage, match="not valid TOML"):
        load(tmp_path / "config.toml")


def test_a_byte_order_mark_is_no_slip(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('user = "小美"'.encode("utf-8-sig"))
    assert load(tmp_path / "config.toml").user == "小美"


def test_every_default_is_one_of_its_choices() -> None:
    settings = config.Config(db=Path("x"))
    assert all(getattr(settings, key) in choices for key, choices in config.CHOICES.items())


def test_folders_follow_the_platform() -> None:
    xdg = {"HOME": "/home/mei", "XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "relative/is/ignored"}
    assert locations.data_folder(xdg, "linux") == Path("/data/opscockpit")
    assert locations.config_folder(xdg, "linux") == Path("/home/mei/.config/opscockpit")
    assert locations.log_file(xdg, "linux") == Path("/home/mei/.local/state/opscockpit/opscockpit.log")
    mac = Path("/home/mei/Library/Application Support/opscockpit")
    assert locations.data_folder(xdg, "darwin") == locations.config_folder(xdg, "darwin") == mac
    assert locations.log_file(xdg, "darwin") == mac / "state" / "opscockpit.log"
