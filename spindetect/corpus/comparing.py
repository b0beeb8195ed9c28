"""The function that compares: Arrow batches of candidates with their texts in, batches of findings out.

Any engine can call it: it reads no file, and a pair that fails is a row with its reason.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

import pyarrow as pa

from spindetect.attempts import PAIRS as ATTEMPT
from spindetect.attempts import attempt
from spindetect.corpus.dates import is_later
from spindetect.corpus.parts import document_of, shared_part
from spindetect.corpus.stretch import Span, count_words, shared_stretches, words_in_runs
from spindetect.corpus.tables import CANDIDATES, DOCUMENT, PAIRS, SUBSTITUTIONS, Column, Table
from spindetect.detector import Detector
from spindetect.records import FailedPair, ProgramRecord
from spindetect.text import Document
from spindetect.verdict import PairVerdict

Row = dict[str, Any]

# What of the detector changes a pair's row: a new text model alone makes no comparison anew.
_PROGRAM: Final = ("version", "model", "lexicon", "language", "aligner", "ngrams", "confusables", "options")
# Texts kept with their tokens, 50 kB each: candidates come sorted, so one document's stand together.
_KEPT: Final = 64
# P(the suspect was made from the source) so near to one half that it says nothing: dates, then ids, order the
# pair. The model's own calibration is no finer.
_UNDECIDED: Final = 0.005

LOOKS: Final = 7
"""Raised when a pair is looked at in another way: comparisons are then made anew."""
CLOSER_SCORE: Final = 4.0
"""Score from which on a pair that is not called spun is looked at again where its texts run side by side.

A hundred spun words in five hundred others may be too few to align two texts by.
"""
WIDER: Final = 0.2
"""P(spun) of a part from which on it is looked at with its neighbours; below, of 29,225 pairs one was called
spun by it."""

SURE: Final = 0.8
SURER: Final = 0.9
MANY: Final = 80
"""P(spun) that a pair called spun must have in a corpus, where everything is beside something like it: .8,
and .9 where fewer than 80 words were copied, and less than `MOSTLY`.

With .7 and .85, which the tuning corpus below would choose by itself, 21 pairs among 120,000 documents were
called spun falsely, eight of them two honest documents, and .968 of 10,000 copies rightly; with these it is
14, seven, and .960."""

MOSTLY: Final = 0.7
"""Share of the suspect from which on what is copied needs no further proof: of 120,000 honest documents no
two that were called spun had more in common than .69."""
FEWEST: Final = 50
CHANGED: Final = 20
CHANGED_SHARE: Final = 0.3
EXPLAINED: Final = 0.7
"""What a pair called spun must show besides, where less than `MOSTLY` is copied: at least 50 words copied,
and of these three tenths, and 20, outside of the runs of eight words that both texts have; a part must hold
.7 as many copied words as were found in all of the texts.

Long runs prove that two texts share text, and that nobody spun it: a statement of an office used again, the
next page of a manual. Pages of one template run side by side in a part, and everywhere else as well. Chosen
on 40,000 human documents with 2,002 planted copies whose spinners and dictionaries are none of those that are
measured (`benchmarks.candidate_corpus --purpose tune`), without the pairs that another source explains
(`explaining`): called spun are .979 of the copies, and 1 pair falsely. With a `SURE` of .7 and a `SURER` of
.85 these are .984 and 1, with .6 and .9 .985 and 4, with .5 and .7 .988 and 5; with .7 and .85, but .5 for
what needs no further proof, .984 and 3, and with two widths of a stretch instead of three .982 and 1.
"""

REGIONS: Final = DOCUMENT.schema.field("regions").type
TWO: Final = Table(
    "two",
    "A candidate with what is compared: the texts, and the dates that they claim.",
    (
        *CANDIDATES.columns,
        Column("a_id", pa.string(), "id of `a`"),
        Column("b_id", pa.string(), "id of `b`"),
        Column("a_text", pa.large_string(), "text of `a`"),
        Column("b_text", pa.large_string(), "text of `b`"),
        Column("a_published", pa.string(), "date that `a` claims", nullable=True),
        Column("b_published", pa.string(), "date that `b` claims", nullable=True),
        Column("a_regions", REGIONS, "what the page of `a` marks", nullable=True),
        Column("b_regions", REGIONS, "what the page of `b` marks", nullable=True),
    ),
)

_SWAP: Final = pa.struct(
    [pa.field(c.name, c.type, nullable=False) for c in SUBSTITUTIONS.columns if not c.name.endswith("_id")]
)
COMPARED: Final = Table(
    "compared",
    "A candidate that was compared; the columns of `pairs` but the decision, and its swaps if it is spun.",
    (
        Column("suspect", pa.int64(), "key of the suspect"),
        Column("source", pa.int64(), "key of the source"),
        *(c for c in PAIRS.columns if c.name != "decision"),
        Column("substitutions", pa.list_(_SWAP), "swaps of a spun pair"),
        Column("error", pa.string(), "why it could not be compared; its figures are zeros", nullable=True),
    ),
)


def pair_program(program: ProgramRecord) -> Mapping[str, object]:
    """Return what of a program a comparison depends on: the part of a shard's key that it is."""
    return {name: getattr(program, name) for name in _PROGRAM} | {"looks": LOOKS}


class Side(NamedTuple):
    """One text of a candidate."""

    doc: int
    id: str
    text: str
    published: str | None
    regions: Sequence[Mapping[str, Any]] | None


class Part(NamedTuple):
    """A text as it is compared, and where it begins in the text as read."""

    document: Document
    offset: int


class Look(NamedTuple):
    """A verdict on parts of two texts, and where they begin in the texts as read.

    Attributes
    ----------
    words, copied : int
        Words counted in all of the suspect, and those of them that stand in the source.
    in_runs : int
        Those of the suspect's that stand in long runs that the source has; see `words_in_runs`.
    """

    verdict: PairVerdict
    suspect: Side
    source: Side
    suspect_at: int
    source_at: int
    words: int
    copied: int
    in_runs: int = 0

    @classmethod
    def of(cls, verdict: PairVerdict, suspect: Side, source: Side, starts: tuple[int, int]) -> Look:
        """Return a look at whole texts, or at all that is compared of them."""
        words = verdict.words_counted
        return cls(verdict, suspect, source, *starts, words, round(verdict.copied_share * words))

    @property
    def needs_proof(self) -> bool:
        """Whether it is called spun for a part of the suspect alone."""
        return self.verdict.label == "spun" and self.copied_share < MOSTLY

    @property
    def label(self) -> str:
        """The label that the pair is given; see `SURE` and `CHANGED`."""
        if self.verdict.label != "spun" or (self.is_sure and self.is_proven):
            return self.verdict.label
        p = self.verdict.probabilities
        others = {name: getattr(p, name) for name in ("verbatim", "paraphrased", "edited", "independent")}
        return max(others, key=lambda name: others[name])

    @property
    def is_sure(self) -> bool:
        """Whether P(spun) is what a pair in a corpus must have."""
        has_many = self.copied >= MANY or not self.needs_proof
        return self.verdict.probability >= (SURE if has_many else SURER)

    @property
    def is_proven(self) -> bool:
        """Whether enough was copied, and changed."""
        return not self.needs_proof or (self.copied >= FEWEST and _is_proof(self.copied, self.in_runs))

    def explains(self, whole: Look) -> bool:
        """Say whether a part holds most of what all of the texts have in common; see `EXPLAINED`."""
        return self.copied_share >= MOSTLY or self.copied >= EXPLAINED * whole.copied

    @property
    def copied_share(self) -> float:
        """Share of the suspect's words that stand in the source, in [0, 1]."""
        if self.words == self.verdict.words_counted:
            return self.verdict.copied_share
        return self.copied / max(1, self.words)


def compare_batches(batches: Iterable[Any], detector: Detector) -> Iterator[Any]:
    """Yield a batch of `COMPARED` for each batch of `TWO`, its rows in the same order.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
    detector : Detector
        It pickles to its paths alone, so that each process opens it once.
    """
    comparer = Comparer(detector)
    for batch in batches:
        rows = [comparer.row(row) for row in batch.to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, schema=COMPARED.schema)


@dataclass(slots=True)
class Comparer:
    """Compares candidates one after the other, and keeps the texts that come again."""

    detector: Detector
    _kept: OrderedDict[tuple[int, int], Part] = field(default_factory=OrderedDict)

    def row(self, two: Row) -> Row:
        """Return the row of `COMPARED` for one of `TWO`."""
        a, b = (
            Side(
                two[s],
                *(two[f"{s}_{name}"] for name in ("id", "text", "published", "regions")),
            )
            for s in "ab"
        )
        # The order is the ids', whatever the table's: equal corpora give equal rows.
        suspect, source = (a, b) if a.id > b.id else (b, a)
        found = attempt(ATTEMPT, 0, partial(self._looked, suspect, source, two["score"]))
        if isinstance(found, FailedPair):
            return _failed(suspect, source, two["score"], found)
        return _row(found, two["score"])

    def _looked(self, suspect: Side, source: Side, score: float) -> Look:
        """Look at two texts, and closer at a part of them where all of them is not called spun."""
        whole = self._ordered(suspect, source, self._compare)
        whole = _proven(whole, whole.suspect.text, whole.source.text)
        if score < CLOSER_SCORE or whole.label == "spun":
            return whole
        parts = self._part(whole.suspect, whole.source), self._part(whole.source, whole.suspect)
        one, other = (part.document.text for part in parts)
        for shared in shared_stretches(one, other):
            if not self._may_prove(parts, shared):
                break
            closer = self._closer(whole, parts, shared)
            if closer.label == "spun" and closer.explains(whole):
                return closer
            if closer.verdict.label != "insufficient" and closer.verdict.probability < WIDER:
                break
        return whole

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
        return _proven(found, *(one.text[slice(*spans[one.doc])] for one in (found.suspect, found.source)))

    @staticmethod
    def _may_prove(parts: tuple[Part, Part], shared: tuple[Span, Span]) -> bool:
        """Say whether a stretch could be called spun if all of it were copied; half of them could not."""
        one, other = (part.document.text[slice(*span)] for part, span in zip(parts, shared, strict=True))
        return _is_proof(count_words(one), words_in_runs(one, other))

    def _compare(self, suspect: Side, source: Side) -> tuple[PairVerdict, int, int]:
        one, other = self._part(suspect, source), self._part(source, suspect)
        verdict = self.detector.compare(one.document, other.document)
        return verdict, one.offset, other.offset

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


def _is_proof(copied: int, in_runs: int) -> bool:
    """Say whether enough of the words copied was not left alone."""
    return copied - in_runs >= max(CHANGED, CHANGED_SHARE * copied)


def _proven(look: Look, suspect: str, source: str) -> Look:
    """Return a look that knows what was left alone in its texts, where its label hangs on that."""
    return look._replace(in_runs=words_in_runs(suspect, source)) if look.needs_proof else look


def _is_turned(direction: float, suspect: Side, source: Side) -> bool:
    """Say whether the source is the likelier copy; of equals, the later one by its date, then by its id."""
    if abs(direction - 0.5) > _UNDECIDED:
        return direction < 0.5
    later = is_later(source.published, suspect.published)
    return source.id > suspect.id if later is None else later


def cut(side: Side, span: tuple[int, int]) -> Document:
    """Return characters [first, last) of a text as a document."""
    return document_of(side.text, side.id, side.regions, *span)


def _row(look: Look, score: float) -> Row:
    verdict, suspect, source, suspect_at, source_at, *_ = look
    label = look.label
    is_copy = label not in ("independent", "insufficient")
    swaps = verdict.substitutions if label == "spun" else ()
    return {
        "suspect": suspect.doc,
        "source": source.doc,
        "suspect_id": suspect.id,
        "source_id": source.id,
        "label": label,
        "probability": verdict.probability,
        "p_copied": verdict.p_copied,
        "copied_share": look.copied_share,
        "direction": verdict.direction,
        "words_copied": look.copied,
        "score": score,
        "passages": [
            {
                "suspect_start": p.suspect_start + suspect_at,
                "suspect_end": p.suspect_end + suspect_at,
                "source_start": p.source_start + source_at,
                "source_end": p.source_end + source_at,
                "words": p.words,
                "label": p.label,
                "probability": p.probability,
            }
            for p in (verdict.passages if is_copy else ())
        ],
        "substitutions": [
            {
                "source": s.source.text,
                "suspect": s.suspect.text,
                "kind": s.kind,
                "oddness": s.oddness,
                "source_start": s.source.start + source_at,
                "suspect_start": s.suspect.start + suspect_at,
            }
            for s in swaps
        ],
        "error": None,
    }


def _failed(suspect: Side, source: Side, score: float, failed: FailedPair) -> Row:
    reason = f"{failed.error} ({failed.hint})" if failed.hint else failed.error
    return {
        **dict.fromkeys(("probability", "p_copied", "copied_share"), 0.0),
        "suspect": suspect.doc,
        "source": source.doc,
        "suspect_id": suspect.id,
        "source_id": source.id,
        "label": "insufficient",
        "direction": 0.5,
        "words_copied": 0,
        "score": score,
        "passages": [],
        "substitutions": [],
        "error": reason,
    }
