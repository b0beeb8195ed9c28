"""What readers find, before it is looked at: documents and stretches that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from spindetect.corpus.tables import Reason
from spindetect.text.zones import Region


@dataclass(slots=True)
class Raw:
    """A document as its file has it: nothing of it was checked.

    Attributes
    ----------
    file : str
        As it is told: printable, valid UTF-8.
    place : str
        Where in the file; '' where it is all of it.
    ordinal : int
        Order of reading over the whole corpus.
    values : dict
        Our field -> its value, of any type. A field that the file does not have is not there.
    regions : tuple of Region
        What a page marks.
    """

    file: str
    place: str
    ordinal: int
    values: dict[str, Any]
    regions: tuple[Region, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Refused:
    """A document, or a stretch of a file, that cannot be used, with one of `tables.REASONS`."""

    file: str
    place: str
    reason: Reason
    detail: str
    id: str | None = None
    url: str | None = None
    title: str | None = None


Found: TypeAlias = Iterator[Raw | Refused]


class RefusedError(Exception):
    """Raised inside a reader where a document turns out not to be usable; never leaves the room."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason: Reason = reason
        self.detail = detail
