"""Themes: every style can be read on its background, everybody keeps an own one, a broken file says what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style

from opscockpit import locations
from opscockpit.errors import WrongUsage
from opscockpit.ui.options import Options
from opscockpit.ui.panels.metrics import STATE_WORDS, change_piece, state_piece
from opscockpit.ui.theme import Palette, depth, look, palette, style_of
from opscockpit.ui.themes import BUILT_IN, DECORATION, MEANINGS
from opscockpit.ui.wardrobe import Wardrobe, own_theme
from tests.ui.conftest import Start

Rgb = tuple[int, int, int]

BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)
DARK = [BLACK, (18, 18, 18), (30, 30, 30), (0, 43, 54), (40, 40, 40), (48, 10, 36), (40, 44, 52)]
"""Backgrounds of common terminals and colour schemes: VS Code, Solarized, Gruvbox, Ubuntu, One Dark."""
LIGHT = [WHITE, (250, 250, 250), (253, 246, 227), (239, 241, 245)]


def _rgb(words: str) -> list[Rgb]:
    return [(int(one[:2], 16), int(one[2:4], 16), int(one[4:], 16)) for one in words.split()]


SIXTEEN = {
    "xterm": _rgb("000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff "
                  "00ffff ffffff"),
    "console": _rgb("000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff "
                    "55ffff ffffff"),
    "gnome": _rgb("000000 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 "
                  "34e2e2 eeeeec"),
}  # fmt: skip
"""What the sixteen colours are. Solarized is not among them: it has greys where the bright colours belong."""


def luminance(colour: Rgb) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, WCAG 2.2: from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(style: Style, fore: Rgb, back: Rgb, sixteen: list[Rgb]) -> tuple[Rgb, Rgb]:
    """The two colours that a terminal draws."""

    def drawn(colour: Color | None, otherwise: Rgb) -> Rgb:
        if colour is None or colour.is_default:
            return otherwise
        if colour.triplet is None and colour.number is not None and colour.number < 16:
            return sixteen[colour.number]
        red, green, blue = colour.get_truecolor()
        return red, green, blue

    pair = drawn(style.color, fore), drawn(style.bgcolor, back)
    return (pair[1], pair[0]) if style.reverse else pair


def faults(shown: Palette, back: Rgb, sixteen: list[Rgb]) -> list[str]:
    """The meanings that cannot be read well enough, in a row with the cursor and elsewhere."""
    fore = WHITE if luminance(back) < 0.2 else BLACK
    found = []
    for meaning in Palette._fields:
        style = shown.ground + getattr(shown, meaning)
        wanted = 3.0 if meaning in DECORATION else 4.5
        ratio = contrast(*seen(style, fore, back, sixteen))
        under = contrast(*seen(style + shown.cursor, fore, back, sixteen))
        if ratio < wanted or under < wanted:
            found.append(f"{meaning}: {ratio:.2f}, under the cursor {under:.2f}")
    return found


@pytest.mark.parametrize("rising", ["neutral", "green", "red"])
@pytest.mark.parametrize("many", ["true", "256"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_every_style_can_be_read(name: str, many: str, rising: str) -> None:
    """4.5 to 1 for text and 3 to 1 for lines, on the theme's background or on those of common terminals."""
    grounds = {"terminal": [BLACK, WHITE], "terminal-dark": DARK, "terminal-light": LIGHT}.get(name, [BLACK, WHITE])
    for back in grounds:
        assert faults(palette(many, rising, BUILT_IN[name]), back, SIXTEEN["xterm"]) == [], back


@pytest.mark.parametrize("rising", ["neutral", "green", "red"])
@pytest.mark.parametrize("scheme", SIXTEEN)
@pytest.mark.parametrize("name", BUILT_IN)
def test_every_style_can_be_read_in_sixteen_colours(name: str, scheme: str, rising: str) -> None:
    colours = SIXTEEN[scheme]
    grounds = {"terminal-dark": [colours[0]], "terminal-light": [colours[15]]}.get(name, [BLACK, WHITE])
    for back in grounds:
        assert faults(palette("16", rising, BUILT_IN[name]), back, colours) == [], back


def test_the_measure_of_contrast_is_that_of_the_standard() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((118, 118, 118), WHITE) == pytest.approx(4.54, abs=0.005)
    assert faults(palette("256", "neutral", BUILT_IN["terminal-dark"]), WHITE, SIXTEEN["xterm"])


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("many", ["true", "256"])
def test_rising_is_no_judgement(name: str, many: str) -> None:
    shown = palette(many, "neutral", BUILT_IN[name])
    assert shown.up != shown.down
    assert not {shown.up.color, shown.down.color} & {shown.bad.color}
    green, red = palette(many, "green", BUILT_IN[name]), palette(many, "red", BUILT_IN[name])
    assert (green.up, green.down) == (red.down, red.up)
    assert green.up != green.down


@pytest.mark.parametrize("signs", ["unicode", "ascii"])
def test_what_differs_in_colour_differs_in_words_or_signs_too(signs: str) -> None:
    shown = look(Options(glyphs=signs, colours="none"))
    states = [state_piece(shown, state)[0] for state in STATE_WORDS]
    assert len(set(states)) == len(states)
    changes = [change_piece(shown, "8 %", sign)[0] for sign in (-1, 0, 1)]
    assert len(set(changes)) == 3
    glyphs = shown.glyphs
    states = [glyphs.open, glyphs.doing, glyphs.done, glyphs.skipped, glyphs.not_applicable, glyphs.missed]
    assert len(set(states)) == len(states)
    assert len({glyphs.up, glyphs.down, glyphs.same}) == 3


def test_a_style_in_words() -> None:
    assert style_of("#ffaf00 on 234 bold") == Style(color="#ffaf00", bgcolor="color(234)", bold=True)
    nearest = style_of("#ffaf00", "256").color
    assert nearest is not None
    assert nearest.number == 214
    assert style_of("bright_red underline") == Style(color="color(9)", underline=True)
    assert style_of("") == Style.null()
    for wrong in ("rad", "red blue", "256", "#ff", "#gggggg", "on on", "red on blue on green", "-1"):
        with pytest.raises(ValueError, match=r".*"):
            style_of(wrong)


def test_every_meaning_is_in_every_theme_and_in_the_palette() -> None:
    assert set(Palette._fields) | {"green", "red"} == set(MEANINGS)
    for theme in BUILT_IN.values():
        assert set(theme.colours) == set(theme.sixteen) == set(MEANINGS), theme.name


def test_as_many_colours_as_the_terminal_has() -> None:
    assert depth("true", {"TERM": "xterm-256color"}) == "true"
    assert depth("true", {"TERM": "xterm"}) == "16"
    assert depth("256", {"TERM": "vt100"}) == "none"
    assert depth("true", {"TERM": "xterm", "NO_COLOR": "1"}) == "none"


@pytest.mark.parametrize(
    ("environ", "ground", "worn"),
    [
        ({}, "auto", "terminal"),
        ({"COLORFGBG": "15;0"}, "auto", "terminal-dark"),
        ({"COLORFGBG": "0;default;15"}, "auto", "terminal-light"),
        ({"COLORFGBG": "15;0"}, "light", "terminal-light"),
        ({}, "dark", "terminal-dark"),
    ],
)
def test_the_terminals_own_theme_follows_its_background(environ: dict[str, str], ground: str, worn: str) -> None:
    shown = look(Options(ground=ground), {"TERM": "xterm-256color", **environ})
    assert shown.palette == palette("256", "neutral", BUILT_IN[worn])


# -- one's own themes --------------------------------------------------------------------------------------------


def own(words: str) -> Path:
    """A theme file of this name and content in the configuration folder."""
    file = locations.config_folder() / "themes" / "mine.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8")
    return file


def test_a_theme_of_ones_own_fills_its_gaps_from_another() -> None:
    file = own('words = "mine"\nbased_on = "night"\nbad = "#ff0000 bold"\n[sixteen]\nbad = "magenta"\n')
    theme = own_theme(file)
    assert theme.words == "mine"
    assert theme.colours == {**BUILT_IN["night"].colours, "bad": "#ff0000 bold"}
    assert theme.sixteen == {**BUILT_IN["night"].sixteen, "bad": "magenta"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('bordr = "red"', "nothing is called 'bordr'; did you mean 'border'?"),
        ('bad = "rde"', "bad: 'rde' is no colour; did you mean 'red'?"),
        ("bad = 7", "bad must be a text in quotes"),
        ('based_on = "nigth"', "no theme is called 'nigth'; did you mean 'night'?"),
        ('sixteen = "red"', "sixteen must be a table"),
        ("bad = red", "not valid TOML"),
    ],
)
def test_a_broken_theme_says_which_file_and_key_and_what_is_nearest(words: str, said: str) -> None:
    file = own(words)
    with pytest.raises(WrongUsage) as trouble:
        own_theme(file)
    assert str(file) in str(trouble.value)
    assert said in str(trouble.value)
    wardrobe = Wardrobe(Options(theme="mine"), {"TERM": "xterm-256color", **_homes()})
    wardrobe.follow("lin")
    assert wardrobe.worn == "terminal"
    assert said in wardrobe.trouble
    assert "'terminal' is shown" in wardrobe.trouble


def _homes() -> dict[str, str]:
    import os

    return {name: os.environ[name] for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}


def test_each_person_of_an_account_keeps_a_theme() -> None:
    environ = {"TERM": "xterm-256color", **_homes()}
    first = Wardrobe(Options(theme="paper"), environ)
    first.follow("lin")
    assert first.worn == "paper"
    assert "kept for lin" in first.choose("night")
    first.follow('阿"tao')
    assert first.worn == "paper"
    first.choose("contrast")
    again = Wardrobe(Options(theme="paper"), environ)
    assert again.follow("lin")
    assert again.worn == "night"
    assert again.follow('阿"tao')
    assert again.worn == "contrast"
    assert not again.follow('阿"tao')


def test_a_choice_that_cannot_be_kept_is_worn_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    wardrobe = Wardrobe(Options(), {"TERM": "xterm-256color", "XDG_STATE_HOME": str(tmp_path / "state")})
    wardrobe.follow("lin")
    assert "until you leave" in wardrobe.choose("night")
    assert wardrobe.worn == "night"


def test_what_was_kept_and_cannot_be_read_is_as_if_nothing_was_kept() -> None:
    file = locations.state_folder() / "themes.toml"
    file.parent.mkdir(parents=True)
    file.write_text("lin = [", encoding="utf-8")
    wardrobe = Wardrobe(Options(), {"TERM": "xterm-256color", **_homes()})
    wardrobe.follow("lin")
    assert (wardrobe.worn, wardrobe.trouble) == ("terminal", "")


async def test_true_colour_is_sent_exactly_also_where_ssh_does_not_tell_of_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    own('accent = "#fedcba"')
    for colours, sent in (("true", "38;2;254;220;186"), ("256", "38;5;223")):
        async with start(options=Options(theme="mine", colours=colours)) as driven:
            console = driven.today.app.console
            shown = "".join(strip.render(console) for strip in driven.front._compositor.render_strips())
            assert sent in shown


# -- on the screen -----------------------------------------------------------------------------------------------


async def test_a_theme_is_chosen_on_the_screen_and_every_cell_gets_its_ground(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    own('bordr = "red"')
    async with start() as driven:
        await driven.until(lambda: driven.today.metrics._charted)
        before = driven.lines()
        await driven.press("O")
        await driven.until(lambda: any("'border'?" in line for line in driven.lines()))
        await driven.press(*"paper", "enter")
        await driven.until(lambda: "kept for lin" in driven.front.footer.said)
        strips = driven.front._compositor.render_strips()
        assert {segment.style.bgcolor is not None for strip in strips for segment in strip} == {True}
        await driven.press("M")
        await driven.until(lambda: driven.front is not driven.today)
        await driven.press("O")
        await driven.until(lambda: driven.front.overlay)
        await driven.press(*"terminal-dark", "enter")
        await driven.until(lambda: "terminal-dark" in driven.front.footer.said)
        await driven.press("escape")
        await driven.until(lambda: driven.front is driven.today and driven.today.is_current)
        await driven.press("shift+tab", "tab")
        strips = driven.front._compositor.render_strips()
        backs = {segment.style.bgcolor for strip in strips for segment in strip if segment.style}
        assert style_of("on 255").bgcolor not in backs
        assert [strip.text for strip in strips][2:-1] == before[2:-1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_every_theme_has_its_name_in_full_in_the_list(start: Start, size: tuple[int, int]) -> None:
    async with start(*size) as driven:
        await driven.press("O")
        await driven.until(lambda: driven.front.overlay)
        shown = "\n".join(driven.lines())
        assert [name for name in BUILT_IN if f" {name} " not in shown] == []


async def test_another_person_at_the_same_screen_gets_their_own_theme(start: Start) -> None:
    async with start() as driven:
        wardrobe = driven.today.shared.wardrobe
        wardrobe.choose("night")
        assert driven.today.view is not None
        driven.today.show(replace(driven.today.view, header=replace(driven.today.view.header, who="mei")))
        assert wardrobe.worn == "terminal"
        driven.today.show(replace(driven.today.view, header=replace(driven.today.view.header, who="lin")))
        assert wardrobe.worn == "night"


def test_a_theme_that_does_not_exist_is_told_with_the_nearest() -> None:
    wardrobe = Wardrobe(Options(theme="nigth"), {"TERM": "xterm-256color", **_homes()})
    wardrobe.follow("lin")
    assert wardrobe.worn == "terminal"
    assert "no theme is called 'nigth'; did you mean 'night'?" in wardrobe.trouble
    wardrobe = Wardrobe(Options(theme="../../etc/x"), {"TERM": "xterm-256color", **_homes()})
    wardrobe.follow("lin")
    assert wardrobe.worn == "terminal"
    assert wardrobe.trouble
