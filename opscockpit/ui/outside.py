"""What ties the running screen to the terminal around it: the line, the bell and the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opscockpit.ui.driver import QuietDriver
from opscockpit.ui.line import Line
from opscockpit.ui.notices import Notices

if TYPE_CHECKING:
    from opscockpit.ui.app import Cockpit
    from opscockpit.ui.options import Options


def attach(app: Cockpit, options: Options) -> None:
    """Begin to watch the line, to ring and to write titles, as far as asked for; nothing without a terminal."""
    driver = app._driver
    if not isinstance(driver, QuietDriver):
        return
    Line(app, options.line).watch()
    if "on" in (options.bell, options.title):
        notices = Notices(driver.write, bell=options.bell == "on", title=options.title == "on")
        driver.opened = notices.retitle
        app.live.also = notices.seen
        if app.live.view is not None:
            notices.seen(app.live.view)
