"""Files to records: sources, layouts, parsing. Nothing here touches a database."""

from __future__ import annotations

from opscockpit.ingest.archive import Source, collect
from opscockpit.ingest.engine import parse
from opscockpit.ingest.mapping import Suggestion, parse_mapping, profile_from_mapping, save_profile, suggest_mapping
from opscockpit.ingest.profile_files import load_profiles
from opscockpit.ingest.profiles import Profile, Profiles

__all__ = [
    "Profile",
    "Profiles",
    "Source",
    "Suggestion",
    "collect",
    "load_profiles",
    "parse",
    "parse_mapping",
    "profile_from_mapping",
    "save_profile",
    "suggest_mapping",
]
