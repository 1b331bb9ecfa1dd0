"""Who bought: a raw buyer id brought to one spelling before it is replaced by a pseudonym."""

from __future__ import annotations

import unicodedata

from opscockpit.ingest.cells import read_id


def buyer_key(text: str) -> str | None:
    """The buyer's id in one spelling (`17850.0` is `17850`, e-mail in any case the same); None when there is none."""
    value = read_id(unicodedata.normalize("NFKC", text))
    return None if value is None else " ".join(value.split()).casefold()
