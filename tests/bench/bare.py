"""The yardstick: a Textual app that shows one label, which every key changes."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One label."""

    def compose(self) -> ComposeResult:
        """The label."""
        yield Static("bare 0", id="label")

    def on_key(self, event: events.Key) -> None:
        """Count the key."""
        label = self.query_one("#label", Static)
        label.update(f"bare {int(str(label.content).split()[1]) + 1}")


if __name__ == "__main__":
    Bare().run()
