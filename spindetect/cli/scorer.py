"""What the commands for texts without a source need of a detector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from spindetect.records import FailedText, ProgramRecord
    from spindetect.text import Document
    from spindetect.text_verdict import TextVerdict, Unspun


class Scorer(Protocol):
    """A detector, as far as it is used here."""

    @property
    def program(self) -> ProgramRecord:
        """What computes the verdicts."""

    def score(
        self, text: str | Document, *, url: str | None = None, retrieved: str | None = None
    ) -> TextVerdict:
        """Score one text."""

    def score_many(
        self, texts: Iterable[str | Document], *, workers: int = 1
    ) -> Iterator[TextVerdict | FailedText]:
        """Score texts, in order."""

    def unspin(self, text: str | Document) -> Unspun:
        """Restore a text."""


def opened(lists: Mapping[str, Path]) -> Scorer:
    """Open the detector with lists of the user's own, by the names that `load` has for them."""
    from spindetect.detector import load

    return load(phrases=lists.get("phrases"), allow=lists.get("allow"))
