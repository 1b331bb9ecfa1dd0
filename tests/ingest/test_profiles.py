"""Profiles: the shipped ones are sound, a broken one is told by file and key, and layouts can be taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from opscockpit.domain.measures import MEASURES
from opscockpit.errors import FileTrouble, NotFound, WrongUsage
from opscockpit.ingest import (
    Profiles,
    collect,
    load_profiles,
    parse,
    parse_mapping,
    profile_from_mapping,
    save_profile,
    suggest_mapping,
)
from opscockpit.ingest.names import normal, without_unit
from opscockpit.ingest.profile_files import read_profile
from tests.ingest.conftest import Parse, pseudonym

GOOD = """
id = "own.sales"
title = "Sales"
platform = "own"
source = "own.sales"
grain = "store"
kind = "report"
required = ["day", "paid"]

[fields]
day = ["When"]
paid = ["Taken"]
"""


def test_shipped_profiles_are_many_and_sound(profiles: Profiles) -> None:
    assert len(profiles) >= 45
    for profile in profiles:
        assert set(profile.complete) <= set(MEASURES), profile.id
        if profile.kind == "report":
            assert profile.grain == "store" or profile.additive or not profile.complete, profile.id
        if profile.period_sibling is not None:
            assert profile.period_sibling in profiles


def test_no_two_shipped_profiles_fit_the_same_columns_equally(profiles: Profiles) -> None:
    shapes = [(frozenset(p.fields), p.absent, frozenset(p.fields.values())) for p in profiles if p.fields]
    assert len(set(shapes)) == len(shapes)


def test_an_unknown_profile_is_answered_with_the_nearest(profiles: Profiles) -> None:
    with pytest.raises(NotFound, match=r"shopify\.orders"):
        profiles.by_id("shopify.order")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("kind =", "kidn ="), r"profile x\.toml: 'kidn' is not known; did you mean 'kind'"),
        (('"report"', '"raport"'), "did you mean 'report'"),
        (("paid = [", "payd = ["), "did you mean 'paid'"),
        (('"day", "paid"', '"day", "paaid"'), "in required: 'paaid' is not known; did you mean 'paid'"),
        (('title = "Sales"', ""), "key 'title' is missing"),
        (("[fields]", "[fields"), "not valid TOML"),
        (('["When"]', "[1]"), r"key 'fields\.day' must be a list of texts"),
        (('grain = "store"', 'grain = "store"\nzone = "Mars/Base"'), "Mars/Base"),
        (('grain = "store"', 'grain = "store"\ncomplete = ["payd"]'), "did you mean 'paid'"),
        (('grain = "store"', 'grain = "store"\ntotal_lines = [{ match = "(" }]'), "no valid pattern"),
        (('grain = "store"', 'grain = "store"\npriority = "high"'), "whole number"),
        (('kind = "report"', 'kind = "events"'), "needs the field session"),
    ],
)
def test_broken_profiles_are_told_by_file_and_key(change: tuple[str, str], message: str) -> None:
    assert read_profile(GOOD, "x.toml").id == "own.sales"
    with pytest.raises(WrongUsage, match=message):
        read_profile(GOOD.replace(*change), "x.toml")


def test_the_users_profiles_win(tmp_path: Path, profiles: Profiles) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace("own.sales", "shopify.sessions"))
    (tmp_path / "notes.txt").write_text("no profile")
    own = load_profiles(tmp_path)
    assert len(own) == len(profiles)
    assert own.by_id("shopify.sessions").own
    assert own.by_id("shopify.sessions").title == "Sales"
    (tmp_path / "bad.toml").write_text("id = 3")
    with pytest.raises(WrongUsage, match=r"bad\.toml"):
        load_profiles(tmp_path)


def test_a_forced_profile_names_what_is_missing(parse_text: Parse) -> None:
    with pytest.raises(FileTrouble, match=r"does not fit shopify\.orders, which needs Name.*reads: Day, Sessions"):
        parse_text("Day,Sessions,Online store visitors\n2024-05-01,1,1\n", profile_id="shopify.orders")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Sessions – Total", "sessions - total", True),
        ("Sessions – Total – B2B", "Sessions - Total", False),
        ("收货地址 ", "收货地址", True),
        ("Page views", "Page  Views", True),
        ("花费（元）", "花费(元)", True),
        ("Units Ordered", "Units ordered - B2B", False),
    ],
)
def test_names_match_whole(left: str, right: str, same: bool) -> None:
    assert (normal(left) == normal(right)) is same


def test_units_after_a_name() -> None:
    assert without_unit("14 Day Total Sales (₹)") == ("14 day total sales", "INR")
    assert without_unit("Amount spent (USD)") == ("amount spent", "USD")
    assert without_unit("Click-Thru Rate (CTR)") == ("click-thru rate (ctr)", None)


STRANGE = "Shop export\nBeleg;Datum;Kunde;Brutto\nR1;01.05.2024;anna@x.test;1.234,50\nR2;13.05.2024;;9,00\n"


def test_a_layout_is_taught_once_and_known_then(tmp_path: Path) -> None:
    path = tmp_path / "umsatz-2024-05-01.csv"
    path.write_text(STRANGE)
    (source,) = collect([path])
    with pytest.raises(FileTrouble, match="--map"):
        parse(source, profiles=load_profiles(), pseudonym=pseudonym)
    mapping = parse_mapping(["number=Beleg", "created_at=Datum", "buyer=Kunde", "paid=Brutto"])
    saved, profile = save_profile(tmp_path / "profiles", profile_from_mapping(source, mapping))
    assert saved.exists()
    (parsed,) = parse(source, profiles=load_profiles(tmp_path / "profiles"), pseudonym=pseudonym)
    assert parsed.profile == profile.id == "own.umsatz"
    assert [(order.number, order.paid) for order in parsed.orders] == [("R1", 123_450), ("R2", 900)]
    assert parsed.orders[0].created_at is not None
    assert (parsed.orders[0].created_at.month, parsed.orders[0].buyer) == (5, pseudonym("anna@x.test"))


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["numbr=Beleg"], "did you mean 'number'|did you mean"),
        (["number=Beleg", "created_at=Datum", "paid=Nett"], "no column 'Nett'; its columns are Beleg"),
        (["number=Beleg", "created_at=Datum"], "also needs paid"),
        (["number"], "FIELD=COLUMN"),
        ([], "no column was mapped"),
        (["day=Datum"], "at least one measure"),
    ],
)
def test_wrong_mappings_are_explained(tmp_path: Path, pairs: list[str], message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(STRANGE)
    (source,) = collect([path])
    with pytest.raises(WrongUsage, match=message):
        profile_from_mapping(source, parse_mapping(pairs))


def test_a_mapping_is_suggested_from_known_names(tmp_path: Path, profiles: Profiles) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Order ID,Sale Date,Total Price,Colour\n1,2024-05-01,5,red\n")
    (source,) = collect([path])
    suggestion = suggest_mapping(source, profiles)
    assert suggestion.columns == ("Order ID", "Sale Date", "Total Price", "Colour")
    assert suggestion.fields["number"] == "Order ID"
    assert suggestion.fields["created_at"] == "Sale Date"
    assert "Colour" not in suggestion.fields.values()
