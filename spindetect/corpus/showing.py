"""A pair's verdict as it is shown: of the texts, or of the part of them that the scan called spun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spindetect.corpus.parts import document_of
from spindetect.corpus.stretch import shared_stretches
from spindetect.detector import Detector
from spindetect.verdict import PairVerdict


class Shown(NamedTuple):
    """One text of a pair that is shown: its characters [first, last), or all of it."""

    id: str
    text: str
    regions: Sequence[Mapping[str, Any]] | None
    url: str | None
    span: tuple[int, int] | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """First character that is shown, and the one after the last."""
        return self.span or (0, len(self.text))


def shown(label: str, suspect: Shown, source: Shown, detector: Detector) -> PairVerdict:
    """Compare a pair again, for a page that says what the scan said.

    Parameters
    ----------
    label : str
        The scan's. Where it is 'spun' and all of the texts are not, the likeliest of the stretches where they
        run side by side is shown.
    """
    verdict = _verdict(suspect, source, detector)
    if label != "spun" or verdict.label == "spun":
        return verdict
    here, there = (one.text[slice(*one.ends)] for one in (suspect, source))
    closer = [
        _verdict(_cut(suspect, one), _cut(source, other), detector)
        for one, other in shared_stretches(here, there)
    ]
    return max((verdict, *closer), key=lambda one: (one.label != "insufficient", one.probability))


def _cut(side: Shown, span: tuple[int, int]) -> Shown:
    first = side.ends[0]
    return side._replace(span=(first + span[0], first + span[1]))


def _verdict(suspect: Shown, source: Shown, detector: Detector) -> PairVerdict:
    one, other = (document_of(side.text, side.id, side.regions, *side.ends) for side in (suspect, source))
    return detector.compare(one, other, suspect_url=suspect.url, source_url=source.url)
