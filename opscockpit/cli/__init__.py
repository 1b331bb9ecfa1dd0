"""The command line: what scripts, cron and people without a screen use."""

from opscockpit.cli.main import main

__all__ = ["main"]
