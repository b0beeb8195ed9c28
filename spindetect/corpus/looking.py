"""Looking at a candidate: at all of two texts, and closer where they run side by side."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from spindetect.corpus.dates import is_later
from spindetect.corpus.looks import Look, Part, Side, cut
from spindetect.corpus.parts import document_of, shared_part
from spindetect.corpus.stretch import Span, count_words, shared_stretches, words_in_runs
from spindetect.detector import Detector
from spindetect.verdict import PairVerdict

# Texts kept with their tokens, 50 kB each: candidates come sorted, so one document's stand together.
_KEPT: Final = 64
# P(the suspect was made from the source) so near to one half that it says nothing: dates, then ids, order the
# pair. The model's own calibration is no finer.
_UNDECIDED: Final = 0.005

CLOSER_SCORE: Final = 4.0
"""Score from which on a pair is looked at again where its texts run side by side, if not most of it is spun.

A hundred spun words in five hundred others may be too few to align two texts by.
"""
MOSTLY: Final = 0.7
"""Share of the suspect from which on a look at whole texts that calls them spun needs no other. Of 120,000
honest documents no two that were called spun had more in common than .69, before there was a scan's model."""
WIDER: Final = 0.2
"""P(spun) of a stretch from which on it is looked at with its neighbours; with .05 and a `CLOSER_SCORE` of
3.5 .0005 more of 2,002 planted copies were found at an equal number of false pairs."""
CHANGED: Final = 15
CHANGED_SHARE: Final = 0.2
"""Words, and share of a stretch's, that stand outside of runs of eight words which both texts have: a stretch
with fewer is not looked at, for nobody spun what was left alone. It only spares time: what is called spun is
for the scan's model to say."""


@dataclass(slots=True)
class Looker:
    """Looks at candidates one after the other, and keeps the texts that come again.

    Attributes
    ----------
    detector : Detector
    """

    detector: Detector
    _kept: OrderedDict[tuple[int, int], Part] = field(default_factory=OrderedDict)

    def looks(self, suspect: Side, source: Side, score: float) -> Iterator[Look]:
        """Yield a look at two texts, and closer ones where they run side by side."""
        part_of = {suspect.doc: self._part(suspect, source), source.doc: self._part(source, suspect)}

        def compare(suspect: Side, source: Side) -> tuple[PairVerdict, int, int]:
            one, other = part_of[suspect.doc], part_of[source.doc]
            return self.detector.compare(one.document, other.document), one.offset, other.offset

        whole = self._ordered(suspect, source, compare)
        parts = part_of[whole.suspect.doc], part_of[whole.source.doc]
        one, other = (part.document.text for part in parts)
        whole = _with_runs(whole, one, other)
        yield whole
        if score < CLOSER_SCORE or (whole.verdict.label == "spun" and whole.copied_share >= MOSTLY):
            return
        for shared in shared_stretches(one, other):
            if not is_changed_enough(parts, shared):
                return
            closer = self._closer(whole, parts, shared)
            yield closer
            if closer.verdict.label != "insufficient" and closer.verdict.probability < WIDER:
                return

    def _ordered(
        self, suspect: Side, source: Side, compare: Callable[[Side, Side], tuple[PairVerdict, int, int]]
    ) -> Look:
        """Compare two texts, the likelier copy as the suspect."""
        verdict, *starts = compare(suspect, source)
        first = Look.of(verdict, suspect, source, (starts[0], starts[1]))
        if verdict.label == "independent" or not _is_turned(verdict.direction, suspect, source):
            return first
        turned, *starts = compare(source, suspect)
        if _is_turned(turned.direction, source, suspect):  # either way round the other: the first stays
            return first
        return Look.of(turned, source, suspect, (starts[0], starts[1]))

    def _closer(self, whole: Look, parts: tuple[Part, Part], shared: tuple[Span, Span]) -> Look:
        """Look where two texts run side by side."""
        spans = {
            side.doc: (part.offset + first, part.offset + last)
            for side, part, (first, last) in zip((whole.suspect, whole.source), parts, shared, strict=True)
        }

        def compare(suspect: Side, source: Side) -> tuple[PairVerdict, int, int]:
            one, other = (cut(side, spans[side.doc]) for side in (suspect, source))
            return self.detector.compare(one, other), spans[suspect.doc][0], spans[source.doc][0]

        found = self._ordered(whole.suspect, whole.source, compare)
        # Shares are of all of the suspect: of the other text, where that is the likelier copy of the two.
        words = whole.words if found.suspect is whole.suspect else parts[1].document.words
        found = found._replace(words=max(words, found.words))
        return _with_runs(found, *(one.text[slice(*spans[one.doc])] for one in (found.suspect, found.source)))

    def _part(self, side: Side, other: Side) -> Part:
        start, end = shared_part(side.text, other.text)
        key = side.doc, start
        part = self._kept.get(key)
        if part is None:
            part = Part(document_of(side.text, side.id, side.regions, start, end), start)
            self._kept[key] = part
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return part


def is_changed_enough(parts: tuple[Part, Part], shared: tuple[Span, Span]) -> bool:
    """Say whether enough of a stretch was not left alone to call it spun if all of it was copied."""
    one, other = (part.document.text[slice(*span)] for part, span in zip(parts, shared, strict=True))
    words = count_words(one)
    return words - words_in_runs(one, other) >= max(CHANGED, CHANGED_SHARE * words)


def _with_runs(look: Look, suspect: str, source: str) -> Look:
    """Return a look that knows what was left alone in the texts that it is at."""
    return look._replace(in_runs=words_in_runs(suspect, source))


def _is_turned(direction: float, suspect: Side, source: Side) -> bool:
    """Say whether the source is the likelier copy; of equals, the later one by its date, then by its id."""
    if abs(direction - 0.5) > _UNDECIDED:
        return direction < 0.5
    later = is_later(source.published, suspect.published)
    return source.id > suspect.id if later is None else later
