"""The function that compares: Arrow batches of candidates with their texts in, batches of findings out.

Any engine can call it: it reads no file, and a pair that fails is a row with its reason.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

import pyarrow as pa

from spindetect.attempts import PAIRS as ATTEMPT
from spindetect.attempts import attempt
from spindetect.corpus.dates import is_later
from spindetect.corpus.parts import document_of, shared_part
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
    return {name: getattr(program, name) for name in _PROGRAM}


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
        found = attempt(ATTEMPT, 0, partial(self._ordered, suspect, source))
        if isinstance(found, FailedPair):
            return _failed(suspect, source, two["score"], found)
        return _row(*found, two["score"])

    def _ordered(self, suspect: Side, source: Side) -> tuple[PairVerdict, Side, Side, int, int]:
        """Compare two texts, the likelier copy as the suspect; the offsets of their parts come with it."""
        verdict, *offsets = self._compare(suspect, source)
        if verdict.label == "independent" or not _is_turned(verdict.direction, suspect, source):
            return verdict, suspect, source, offsets[0], offsets[1]
        turned, *others = self._compare(source, suspect)
        if _is_turned(turned.direction, source, suspect):  # either way round the other: the first stays
            return verdict, suspect, source, offsets[0], offsets[1]
        return turned, source, suspect, others[0], others[1]

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


def _is_turned(direction: float, suspect: Side, source: Side) -> bool:
    """Say whether the source is the likelier copy; of equals, the later one by its date, then by its id."""
    if abs(direction - 0.5) > _UNDECIDED:
        return direction < 0.5
    later = is_later(source.published, suspect.published)
    return source.id > suspect.id if later is None else later


def _row(
    verdict: PairVerdict, suspect: Side, source: Side, suspect_at: int, source_at: int, score: float
) -> Row:
    is_copy = verdict.label not in ("independent", "insufficient")
    swaps = verdict.substitutions if verdict.label == "spun" else ()
    return {
        "suspect": suspect.doc,
        "source": source.doc,
        "suspect_id": suspect.id,
        "source_id": source.id,
        "label": verdict.label,
        "probability": verdict.probability,
        "p_copied": verdict.p_copied,
        "copied_share": verdict.copied_share,
        "direction": verdict.direction,
        "words_copied": round(verdict.copied_share * verdict.words_counted),
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
