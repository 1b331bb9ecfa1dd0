"""Who sits here: asked where several people share a Unix account, and what they left unfinished.

Whoever leaves the question unanswered may look around, and is asked again by what would change something.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING

from opscockpit.services.team_views import Identity
from opscockpit.ui.dialogs import pick
from opscockpit.ui.drafts import kept
from opscockpit.ui.overlays import Choice

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session
    from opscockpit.ui.page import Page

Found = tuple[Identity, dict[str, dict[str, str]]]


def ask(page: Page) -> None:
    """Find out who this is; ask for the name where it must be chosen, and take over forms that were not sent."""
    account = getpass.getuser()
    page.worker.ask(_found(account), lambda found: _answer(page, account, found), page.fail, topic="name")


def _found(account: str) -> Callable[[Session], Found]:
    def work(session: Session) -> Found:
        return session.team.people.identity(account), kept(session)

    return work


def _answer(page: Page, account: str, found: Found) -> None:
    identity, forms = found
    page.shared.kept["nameless"] = account if identity.must_choose else ""
    if identity.must_choose:
        if page.cockpit.front.overlay is None:
            _choose(page, account, identity)
        return
    page.shared.kept["you"] = f"{identity.login}@{account}" if identity.shared else ""
    page.shared.drafts.load(forms)
    if identity.shared and page.view is not None:
        page.show(page.view)
    if forms:
        page.say("Not sent yet, and kept in their forms: " + ", ".join(forms))


def _choose(page: Page, account: str, identity: Identity) -> None:
    front = page.cockpit.front

    def chosen(login: object) -> None:
        name = str(login)

        def work(session: Session) -> str:
            session.become(session.team.people.choose(account, name))
            return session.team.people.identity(account).says

        page.shared.kept["nameless"] = ""
        page.act(work)
        page.call_after_refresh(ask, page)

    choices = [Choice(name, login, login) for login, name in identity.choices]
    intro = [f"Several people use the account {account}. Your name is asked once from where you are."]
    pick(front, "Who are you?", choices, chosen, intro)
