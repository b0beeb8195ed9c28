"""A text of the corpus as a document: all of it, or of a very long one a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from spindetect.text import Document
from spindetect.text.zones import Region

LONGEST: Final = 150_000
"""Characters that are looked at in one go.

25,000 words take 0.15 s to compare and 50 MB; a document of two million words would take 13 s and 500 MB, for
each of its candidates.
"""


def document_of(
    text: str, name: str, regions: Sequence[Mapping[str, Any]] | None, start: int = 0, end: int | None = None
) -> Document:
    """Return characters [start, end) of a text as a document, with what its page marks in them.

    Parameters
    ----------
    regions : sequence of mapping, optional
        As the column `regions` of `DOCUMENT` has them.
    """
    end = len(text) if end is None else end
    document = Document.from_text(text[start:end], name)
    here = tuple(
        Region(one["kind"], max(one["start"], start) - start, min(one["end"], end) - start)
        for one in regions or ()
        if one["start"] < end and one["end"] > start
    )
    return replace(document, regions=here) if here else document
