"""`doctor --terminal`: what the terminal, tmux and the line can do, and the lines that make it better."""

from __future__ import annotations

from opscockpit.cli.context import Context, emit, say
from opscockpit.ui.examining import Finding, complete, examine, terminal

_FILES = {
    "tmux.conf": "into ~/.tmux.conf, then: tmux source-file ~/.tmux.conf",
    "ssh config": "into ~/.ssh/config on your own machine",
    "config.toml": "into config.toml of opscockpit",
    "shell": "into the profile of your shell",
}


def run_terminal(context: Context, *, as_json: bool) -> int:
    """Examine the terminal; 0 when it could be asked, whatever was found, and 4 when it could not."""
    with terminal() as talk:
        found = examine(talk, context.settings)
    if as_json:
        emit([finding._asdict() for finding in found])
    else:
        for finding in found:
            say(f"{'ok ' if finding.ok else '?? ' if finding.advice else '!! '} {finding.check}: {finding.says}")
        _lines(found)
    return 0 if complete(found) else 4


def _lines(found: list[Finding]) -> None:
    """What to write where, ready to be copied."""
    for file, where in _FILES.items():
        lines = [finding.mend for finding in found if finding.file == file]
        if lines:
            say(f"\n{where}")
            say("\n".join(f"    {line}" for mend in lines for line in mend.split("\n")))
