"""The themes one can choose from, one's own included, and which of them each person has chosen.

People may share one account, so the choice is kept by login: `themes.toml` in the state folder. One's own themes are
the files `themes/*.toml` in the configuration folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from opscockpit import locations
from opscockpit.config import toml_of
from opscockpit.errors import CockpitError, WrongUsage, nearest
from opscockpit.ui.options import Options
from opscockpit.ui.theme import ATTRIBUTES, COLOURS, Look, look, palette_of, style_of
from opscockpit.ui.themes import BUILT_IN, DEFAULT, MEANINGS, Theme

ABOUT = ("words", "based_on", "sixteen")
"""What a theme file may say besides the meanings: a description, the theme that fills the gaps, the table for 16."""


def _style(file: Path, key: str, words: object) -> str:
    if key not in MEANINGS:
        raise WrongUsage(f"{file}: nothing is called {key!r}; {nearest(key, (*MEANINGS, *ABOUT))}")
    if not isinstance(words, str):
        raise WrongUsage(f"{file}: {key} must be a text in quotes, not {words!r}")
    try:
        style_of(words)
    except ValueError as word:
        known = (*COLOURS, *ATTRIBUTES, "on")
        raise WrongUsage(f"{file}: {key}: {str(word)!r} is no colour; {nearest(str(word), known)}") from None
    return words


def own_theme(file: Path) -> Theme:
    """The theme that a file tells of; raises WrongUsage naming the file, the key and the nearest valid one."""
    said = toml_of(file)
    base = said.pop("based_on", DEFAULT)
    if base not in BUILT_IN:
        raise WrongUsage(f"{file}: based_on: no theme is called {base!r}; {nearest(str(base), BUILT_IN)}")
    words, sixteen = said.pop("words", ""), said.pop("sixteen", {})
    if not isinstance(sixteen, dict):
        raise WrongUsage(f"{file}: sixteen must be a table: [sixteen]")
    return Theme(
        file.stem,
        str(words) or "your own",
        {**BUILT_IN[base].colours, **{key: _style(file, key, style) for key, style in said.items()}},
        {**BUILT_IN[base].sixteen, **{key: _style(file, key, style) for key, style in sixteen.items()}},
    )


class Wardrobe:
    """The one look of the screen, and the themes it can wear."""

    def __init__(self, options: Options, environ: Mapping[str, str] = os.environ) -> None:
        self.look: Look = look(options, environ)
        self.worn = DEFAULT
        """The name of the theme worn now."""
        self.trouble = ""
        """What was wrong with the theme that was to be worn; '' when nothing was."""
        self._options = options
        self._environ = environ
        self._who: str | None = None
        self._choices = locations.state_folder(environ) / "themes.toml"
        self._folder = locations.config_folder(environ) / "themes"

    def themes(self) -> tuple[list[Theme], list[str]]:
        """All themes that can be worn, the built-in ones first; and what is wrong with those that cannot."""
        found, wrong = dict(BUILT_IN), []
        for file in sorted(self._folder.glob("*.toml")):
            try:
                found[file.stem] = own_theme(file)
            except WrongUsage as trouble:
                wrong.append(str(trouble))
        return list(found.values()), wrong

    def follow(self, who: str) -> bool:
        """Wear what this person has chosen; True when that changes the look. What is in the way: `trouble`."""
        if who == self._who:
            return False
        self._who = who
        return self._wear(self._chosen().get(who, self._options.theme))

    def spare(self) -> None:
        """From now on sixteen colours at most, whatever was set."""
        if self._options.colours != "none":
            self._options = self._options._replace(colours="16")
            self._wear(self.worn)

    def choose(self, name: str) -> str:
        """Wear this theme, and keep it for the person; answers what is to be said. The file may refuse."""
        self._wear(name)
        if self.trouble:
            return self.trouble
        try:
            self._keep(name)
        except OSError as trouble:
            return f"theme {name}, until you leave: {self._choices} cannot be written ({trouble.strerror})"
        return f"theme {name}, kept for {self._who}"

    def _wear(self, name: str) -> bool:
        before, self.trouble = self.look.palette, ""
        try:
            theme = self._named(name)
        except CockpitError as trouble:
            self.trouble, theme = f"{trouble}; the theme {DEFAULT!r} is shown", BUILT_IN[DEFAULT]
        self.worn = theme.name
        self.look.palette = palette_of(theme, self._options, self._environ)
        return self.look.palette != before

    def _named(self, name: str) -> Theme:
        file = self._folder / f"{name}.toml"
        if "/" not in name and file.is_file():
            return own_theme(file)
        if name in BUILT_IN:
            return BUILT_IN[name]
        known = (*BUILT_IN, *(file.stem for file in self._folder.glob("*.toml")))
        raise WrongUsage(f"no theme is called {name!r}; {nearest(name, known)}")

    def _chosen(self) -> dict[str, str]:
        """Theme by login; a file that cannot be read has nothing to say, for it holds no more than this."""
        if not self._choices.is_file():
            return {}
        try:
            return {who: name for who, name in toml_of(self._choices).items() if isinstance(name, str)}
        except WrongUsage:
            return {}

    def _keep(self, name: str) -> None:
        chosen = {**self._chosen(), str(self._who): name}
        lines = [f"{json.dumps(who, ensure_ascii=False)} = {json.dumps(theme)}\n" for who, theme in chosen.items()]
        self._choices.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._choices.with_name(f"{self._choices.name}.{os.getpid()}")
        fresh.write_text("# The theme of each person; chosen on the screen.\n" + "".join(lines), encoding="utf-8")
        fresh.replace(self._choices)
