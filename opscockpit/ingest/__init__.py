"""Files to records: sources, layouts, parsing. Nothing here touches a database."""

from __future__ import annotations

from opscockpit.ingest.archive import Source, collect
from opscockpit.ingest.engine import parse
from opscockpit.ingest.layout import Profile, Profiles
from opscockpit.ingest.profile_files import load_profiles

__all__ = ["Profile", "Profiles", "Source", "collect", "load_profiles", "parse"]
