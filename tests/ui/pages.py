"""The classes of all pages, for tests that hold for each of them."""

from __future__ import annotations

from importlib import import_module

from opscockpit.ui.page import Page
from opscockpit.ui.pages import PAGES

CLASSES: list[type[Page]] = [getattr(import_module(entry.module), entry.name) for entry in PAGES]
