"""The records that the ingest hands on; they live in the domain, because the store loads them."""

from opscockpit.domain.records import Fact, Line, Order, ParsedFile, Skip

__all__ = ["Fact", "Line", "Order", "ParsedFile", "Skip"]
