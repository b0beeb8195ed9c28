"""The function that compares: Arrow batches of candidates with their texts in, batches of findings out.

Any engine can call it: it reads no file, and a pair that fails is a row with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

import pyarrow as pa

from spindetect import resources
from spindetect.attempts import PAIRS as ATTEMPT
from spindetect.attempts import attempt
from spindetect.corpus.looking import Looker
from spindetect.corpus.looks import Look, Side, evidence, showing_spun
from spindetect.corpus.tables import CANDIDATES, DOCUMENT, PAIRS, SUBSTITUTIONS, Column, Table
from spindetect.detector import Detector
from spindetect.model.scan_model import SHIPPED_NAME, ScanModel
from spindetect.records import FailedPair, ProgramRecord
from spindetect.verdict import PairLabel

Row = dict[str, Any]

# What of the detector changes a pair's row: a new text model alone makes no comparison anew.
_PROGRAM: Final = ("version", "model", "lexicon", "language", "aligner", "ngrams", "confusables", "options")
LOOKS: Final = 9
"""Raised when a pair is looked at in another way: comparisons are then made anew."""
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
    return {name: getattr(program, name) for name in _PROGRAM} | {
        "looks": LOOKS,
        "scan_model": resources.digest(SHIPPED_NAME),
    }


def compare_batches(batches: Iterable[Any], detector: Detector) -> Iterator[Any]:
    """Yield a batch of `COMPARED` for each batch of `TWO`, its rows in the same order.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
    detector : Detector
        It pickles to its paths alone, so that each process opens it once.
    """
    comparer = Comparer.of(detector)
    for batch in batches:
        rows = [comparer.row(row) for row in batch.to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, schema=COMPARED.schema)


class Found(NamedTuple):
    """What is told of a candidate: the look that shows it best, its label, and how certain that is."""

    look: Look
    label: PairLabel
    certainty: float


@dataclass(slots=True)
class Comparer:
    """Compares candidates, best in an order in which a document's stand together.

    Attributes
    ----------
    looker : Looker
    model : ScanModel
        What tells by all looks at a pair whether it is a spun copy.
    """

    looker: Looker
    model: ScanModel

    @classmethod
    def of(cls, detector: Detector) -> Comparer:
        """Return one that looks with a detector, and tells with the model that ships."""
        return cls(Looker(detector), ScanModel.open())

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
        found = attempt(ATTEMPT, 0, partial(self.found, suspect, source, two["score"]))
        if isinstance(found, FailedPair):
            return _failed(suspect, source, two["score"], found)
        return _row(found, two["score"])

    def found(self, suspect: Side, source: Side, score: float) -> Found:
        """Return what all looks at two texts tell.

        A pair is called spun only where one of them calls it so by itself, and that one is shown.
        """
        looks = list(self.looker.looks(suspect, source, score))
        certainty = self.model.certainty(evidence(looks, score))
        shown = showing_spun(looks)
        if shown is not None and certainty >= self.model.threshold:
            return Found(shown, "spun", certainty)
        return Found(looks[0], looks[0].honest_label, certainty)


def _row(found: Found, score: float) -> Row:
    look, label, certainty = found
    verdict, suspect, source, suspect_at, source_at, *_ = look
    is_copy = label not in ("independent", "insufficient")
    swaps = verdict.substitutions if label == "spun" else ()
    return {
        "suspect": suspect.doc,
        "source": source.doc,
        "suspect_id": suspect.id,
        "source_id": source.id,
        "label": label,
        "probability": verdict.probability,
        "certainty": certainty,
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
        **dict.fromkeys(("probability", "certainty", "p_copied", "copied_share"), 0.0),
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
