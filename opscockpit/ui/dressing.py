"""Choosing a theme on the screen; it is kept for the person, not for the account."""

from __future__ import annotations

from opscockpit.ui.dialogs import pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page
from opscockpit.ui.pages.rows import wrapped


def theme(page: Page) -> None:
    """Which theme to wear; one's own stand below the built-in ones, and what is wrong with a file is said."""
    wardrobe = page.shared.wardrobe
    themes, wrong = wardrobe.themes()

    def chosen(value: object) -> None:
        said = wardrobe.choose(str(value))
        page.cockpit.recolour()
        page.say(said)

    choices = [Choice(one.name, "now" if one.name == wardrobe.worn else one.words, one.name) for one in themes]
    lines = [line for words in wrong for line in wrapped(page.look.clean(words), min(100, page.size.width - 6))]
    pick(page, "Theme", choices, chosen, lines)
