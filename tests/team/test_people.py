"""Who sits here, who may what, who is where."""

from __future__ import annotations

from pathlib import Path

import pytest

from opscockpit import errors, locations
from opscockpit.clock import Clock
from opscockpit.services import actions, names
from opscockpit.services.people import add_person
from opscockpit.services.session import Session
from opscockpit.store import stores
from opscockpit.store.database import Database, create
from tests.team.conftest import Office, team


def test_on_a_shared_account_everybody_chooses_a_name_once_by_where_they_come_from(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CLIENT", "10.0.0.5 51234 22")
    team(office, "lin").people.share("shop")
    before = team(office, "shop").people.identity("shop")
    assert before.shared
    assert before.must_choose
    assert ("mei", "Mei") in before.choices
    assert team(office, "shop").people.choose("shop", "mei") == "mei"
    assert names.remembered("shop") == "mei"
    after = team(office, "mei").people.identity("shop")
    assert not after.must_choose
    assert after.says == "mei on the shared account shop"
    monkeypatch.setenv("SSH_CLIENT", "10.0.0.6 51234 22")
    assert names.remembered("shop") is None, "another computer is another person"


def test_an_account_of_ones_own_is_the_identity(office: Office) -> None:
    who = team(office, "zhou").people.identity("zhou")
    assert (who.shared, who.must_choose, who.role, who.says) == (False, False, "member", "zhou")
    with pytest.raises(errors.Refused, match="not shared"):
        team(office, "zhou").people.choose("zhou", "lin")


def test_a_broken_file_of_names_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names.remember("shop", "mei")
    names.names_file().write_text("[1, 2", encoding="utf-8")
    assert names.remembered("shop") is None
    names.remember("shop", "lin")
    assert names.remembered("shop") == "lin"


def test_guests_only_read(office: Office) -> None:
    guest = team(office, "guest")
    task = team(office, "lin").board.add("x").id
    for act in (
        lambda: guest.board.add("y"),
        lambda: guest.board.take(task, None),
        lambda: guest.board.split(task, None, ["a"]),
        lambda: guest.board.link_add("z", "mei"),
        lambda: guest.letters.count({"投诉": "1"}),
        lambda: guest.rules.add("r"),
        lambda: guest.rules.looked(),
        lambda: guest.emergencies.open("stock_out"),
        lambda: guest.morning.begin(),
        lambda: guest.evening.write(None, note="n"),
        lambda: guest.forms.save([]),
        lambda: guest.forms.snapshot({"visitors": "1"}),
        lambda: guest.people.edit("guest", name="boss"),
        lambda: guest.people.add("friend"),
        lambda: guest.routines.take("agency"),
        lambda: actions.undo(office.db, "guest"),
    ):
        with pytest.raises(errors.Refused, match="guest"):
            act()
    assert guest.board.view().columns
    assert guest.morning.view().state == "not_begun"
    assert guest.evening.view().says


def test_roles_are_a_managers_business_and_one_manager_stays(office: Office) -> None:
    with pytest.raises(errors.Refused, match="only a manager"):
        team(office, "zhou").people.edit("zhou", role="manager")
    with pytest.raises(errors.Refused, match="only a manager"):
        team(office, "zhou").people.add("friend", role="manager")
    with pytest.raises(errors.Refused, match="only manager"):
        team(office, "lin").people.edit("lin", role="member")
    team(office, "lin").people.edit("zhou", role="manager")
    team(office, "zhou").people.edit("lin", role="member")
    assert stores.role_of(office.db, "lin") == "member"
    team(office, "root").people.edit("lin", role="manager")
    assert stores.role_of(office.db, "lin") == "manager", "who is not on the team sets the box up"


def test_who_has_left_reads_only_and_gets_no_work(office: Office) -> None:
    team(office, "lin").people.edit("mei", active=False)
    with pytest.raises(errors.Refused):
        team(office, "mei").board.add("x")
    with pytest.raises(errors.Refused, match="any more"):
        team(office, "lin").board.add("x", owner="mei")


def test_presence_says_who_looks_at_which_card(office: Office) -> None:
    task = team(office, "lin").board.add("card", owner="zhou").id
    with _closing(Session(office.path, "mei", office.clock)) as mei:
        mei.presence(True, f"task:{task}")
        card = team(office, "lin").board.card(task)
        assert card.here == ("mei",)
        assert "mei looks" in card.badges
        assert team(office, "mei").board.card(task).here == ()
        assert {p.login: p.here for p in team(office, "lin").people.views()}["mei"] == "here"
    assert team(office, "lin").board.card(task).here == ()


class _closing:
    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        self.session.close()


def test_a_session_offers_everything_of_the_team(office: Office) -> None:
    with _closing(Session(office.path, "mei", office.clock)) as mei:
        assert mei.team.board.add("from the screen").id
        mei.become("zhou")
        assert mei.team.desk.who == "zhou"
        assert mei.today().header.who == "zhou"


def test_a_name_that_is_not_on_the_team_only_reads(office: Office) -> None:
    with pytest.raises(errors.Refused, match=r"zhuo is not on the team .* did you mean 'zhou'\? .*people add zhuo"):
        team(office, "zhuo").board.add("late idea")
    actions.push(office.db, "robot", office.desk("lin").store, office.desk("lin").cut, "visitors", "600")
    team(office, "lin").people.add("zhuo")
    assert team(office, "zhuo").board.add("late idea").message == "new task for nobody: late idea"


def test_ones_own_account_may_set_up_a_box(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "box")
    team(office, "box").people.add("gang")
    assert "box" not in {row["login"] for row in stores.people(office.db)}
    team(office, "lin").people.share("box")
    with pytest.raises(errors.Refused, match="several people use the account box; say who you are"):
        team(office, "box").board.add("whose idea?")


def test_the_first_screen_of_a_database_is_its_managers(tmp_path: Path) -> None:
    create(tmp_path / "new.db", locations.schema_text())
    with Database(tmp_path / "new.db") as db:
        stores.add_store(db, "setup", name="S", platform="etsy", zone="UTC", currency="EUR", day_starts="00:00")
    for who in ("ann", "bob"):
        Session(tmp_path / "new.db", who, Clock()).close()
    with Database(tmp_path / "new.db") as db:
        assert [(row["login"], row["role"]) for row in stores.people(db)] == [("ann", "manager")]


def test_the_first_of_a_database_is_on_the_team_by_adding_the_second(tmp_path: Path) -> None:
    create(tmp_path / "new.db", locations.schema_text())
    with Database(tmp_path / "new.db") as db:
        add_person(db, "lin", "zhou")
        assert [(row["login"], row["role"]) for row in stores.people(db)] == [("lin", "manager"), ("zhou", "member")]


def test_the_others_see_the_chosen_name_at_once(office: Office) -> None:
    session = Session(office.path, "shop", office.clock)
    session.presence(True)
    session.become("mei")
    session.presence(True)
    assert [row["login"] for row in stores.here(office.db)] == ["mei"]
    session.close()


def test_the_clock_of_the_morning_stops_when_the_last_screen_in_it_closes(office: Office) -> None:
    team(office, "lin").morning.begin()
    lin, mei = (Session(office.path, who, office.clock) for who in ("lin", "mei"))
    lin.presence(True, "morning:letters")
    mei.presence(True, "morning:letters")
    lin.close()
    assert office.db.value("SELECT running_since FROM morning") is not None, "mei is still in it"
    mei.close()
    assert office.db.value("SELECT running_since FROM morning") is None
