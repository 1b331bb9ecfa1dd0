"""What is drawn and touched on every page: header, panes and footer in their places, keys and the mouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from textual import events
from textual.geometry import Region, Size
from textual.layout import Layout
from textual.widget import Widget

from opscockpit.ui.actions import Actions
from opscockpit.ui.bars import FooterBar, HeaderBar
from opscockpit.ui.frames import Prompt
from opscockpit.ui.keys import is_input_method_text, key_words, normal_key
from opscockpit.ui.layout import Fixed, mode_of, overlay_region, page_regions
from opscockpit.ui.moving import Count, Pending
from opscockpit.ui.panels.base import ListPane, Pane
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.live import Live
    from opscockpit.ui.overlays import Overlay


class Surface(Prompt, inherit_bindings=False):
    """Header, panes, footer and what lies over them. It knows no data: that is the part of `page.Page`."""

    ALLOW_SELECT = False
    AUTO_FOCUS = None

    actions: Actions
    """What can be done here; a page's own are declared by its class, with the keys that they have by default."""
    commands: ClassVar[Mapping[str, Callable[[Any], None]]]
    """The function of each action's id."""

    def __init__(self, look: Look, live: Live, panes: Mapping[str, ListPane], actions: Actions) -> None:
        super().__init__()
        self.actions = actions
        self.look = look
        self.live = live
        self.header = HeaderBar(look)
        self.panes = dict(panes)
        self.active = next(iter(self.panes))
        self.pane.active = True
        self.footer = FooterBar(look, self.actions, self.active)
        for name, pane in (("", self.header), *self.panes.items()):
            self.tell_keys(pane, name)
        self.overlay: Overlay | None = None
        self.pending: Pending | None = None
        """What the next key is for, after a number was begun or letters were laid over the rows."""
        self._fixed = Fixed()
        self.styles.overflow_x = self.styles.overflow_y = "hidden"

    def run(self, action_id: str) -> None:
        """Do what the table of actions calls by this id."""
        raise NotImplementedError

    # -- places ---------------------------------------------------------------------------------------------

    def compose(self) -> list[Widget]:
        """Header, panes, footer, and nothing else."""
        return [self.header, *self.panes.values(), self.footer]

    @property
    def layout(self) -> Layout:
        """The panes stand where `place` says."""
        return self._fixed

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint regions only: the screen is covered by panes, which know what has changed on them."""
        return super().refresh(*regions, repaint=repaint and bool(regions), layout=layout, recompose=recompose)

    def regions(self, size: Size) -> dict[str, Region]:
        """The regions of header, footer and panes on a screen of this size."""
        regions = page_regions(size)
        body = regions.pop("body", None)
        return regions if body is None else {**regions, **self.arrange_panes(body)}

    def place(self, size: Size) -> dict[Widget, tuple[Region, int]]:
        """Where each pane stands on a screen of this size; asked by the layout."""
        widgets = {child.name: child for child in self.children if child is not self.overlay}
        placed = {widgets[name]: (region, 0) for name, region in self.regions(size).items()}
        if self.overlay is not None and mode_of(size) != "small":
            width, height = self.overlay.wanted()
            region = overlay_region(size, width, height, self.overlay.at_bottom)
            edges = {edge - region.x for other, _ in placed.values() for edge in (other.x, other.right)}
            self.overlay.cuts = frozenset(edge for edge in edges if 0 < edge < region.width)
            placed[self.overlay] = (region, 1)
        return placed

    def lay_out(self) -> None:
        """Ask for the places anew."""
        self.header.refresh(layout=True)  # a child's request makes Textual forget the arrangement it has kept

    def arrange_panes(self, body: Region) -> dict[str, Region]:
        """Where the panes stand between header and footer; those left out are not shown."""
        return {self.active: body}

    def on_screen_resume(self) -> None:
        """In front again: the whole of the terminal shows another page still."""
        self.refresh(self.app.size.region)

    def key_words(self, action_id: str) -> str:
        """The key of an action, as it is shown to people."""
        return self.actions.words_of(self.actions.named(action_id), self.active)

    def tell_keys(self, pane: Pane, name: str = "") -> None:
        """Let what a pane says name the keys that hold in the pane of that name."""
        pane.key_of_action = partial(_key_in, self, name)

    # -- panes and overlays ---------------------------------------------------------------------------------

    @property
    def pane(self) -> ListPane:
        """The pane in use."""
        return self.panes[self.active]

    def activate(self, name: str) -> None:
        """Make a pane the one in use."""
        if name == self.active:
            return
        places, before = self.regions(self.size), self.pane
        self.active = name
        before.active, self.pane.active = False, True
        self.footer.where = name
        self.footer.redraw()
        before.redraw()
        self.pane.redraw()
        if self.regions(self.size) != places:
            self.lay_out()

    def next_pane(self, step: int) -> None:
        """The next pane in their order."""
        names = list(self.panes)
        self.activate(names[(names.index(self.active) + step) % len(names)])

    def open(self, overlay: Overlay) -> None:
        """Lay something over the panes; what lay there goes away."""
        self.shut()
        self._give_up_pending()
        self.overlay = overlay
        self.tell_keys(overlay)
        self.footer.lay_over([(overlay.keyed(key), word) for key, word in overlay.keys])
        self.mount(overlay, before=0)  # as the last child it would shift the order of all others: a full repaint
        self.call_after_refresh(overlay.opened)

    def shut(self) -> None:
        """Take away what lies over the panes."""
        if self.overlay is not None:
            overlay, self.overlay = self.overlay, None
            self.footer.lay_over(None)
            overlay.remove()

    # -- keys and mouse -------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Every key that no text field has taken."""
        self.live.touched()
        self.footer.quiet()
        event.stop()
        event.prevent_default()
        if self.overlay is not None:
            action = self.actions.pressed(normal_key(event.key, event.character), None, self.active)
            if action is not None and action.id == "copy" and self.overlay.reading():
                self.run(action.id)
            else:
                self.overlay.press(event.key, event.character)
            return
        if self.pending is not None and self.pending.press(event.key, event.character):
            return
        meant = normal_key(event.key, event.character)
        if self.type_key(meant):
            return
        action = self.actions.pressed(meant, None, self.active)
        if action is None:
            self._without_meaning(meant, event.character)
        elif mode_of(self.size) != "small" or action.id == "quit":
            self.run(action.id)

    def type_key(self, key: str) -> bool:
        """Take a key as typed into the row under the cursor; False when it is none."""
        return False

    def _without_meaning(self, key: str, character: str | None) -> None:
        """A key of no action: a digit begins a number, a letter of an input method is told of."""
        if key.isdigit():
            self.pending = Count(self, key)
        elif is_input_method_text(character):
            words = "An input method is on: switch it off, or use F-keys (F1)"
            self.footer.say(words, self.look.palette.warn)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes to what lies over the panes."""
        event.stop()
        if self.overlay is not None:
            self.overlay.pasted(event.text)

    def _give_up_pending(self) -> None:
        if self.pending is not None:
            self.pending.press("escape", None)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a pane and the row under it."""
        self._give_up_pending()
        clicked, region = self.get_widget_at(event.screen_x, event.screen_y)
        for name, pane in self.panes.items():
            if clicked is pane:
                self.activate(name)
                pane.point(event.screen_y - region.y, event.screen_x - region.x)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor of the pane in use."""
        event.stop()
        self.pane.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor of the pane in use."""
        event.stop()
        self.pane.move(-1)


def _key_in(page: Surface, pane: str, action_id: str) -> str:
    """The key of an action in a sentence; of one that has none, the way to find it by its title."""
    action = page.actions.named(action_id)
    keys = page.actions.keys_of(action, pane if action.applies(pane) else action.where[0])
    words = key_words(keys[0]) if keys else f"{page.key_words('commands')} {action.title!r}"
    return words[0].upper() + words[1:] if len(words) > 1 else words
