"""The function that scores documents without their source: Arrow batches of texts in, of scores out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import pyarrow as pa

from spindetect.attempts import TEXTS as ATTEMPT
from spindetect.attempts import attempt
from spindetect.corpus.parts import LONGEST, document_of
from spindetect.corpus.tables import DOCUMENT, Column, Table
from spindetect.detector import Detector
from spindetect.priors import moved
from spindetect.records import FailedText, ProgramRecord
from spindetect.text_verdict import TextVerdict

# What of the detector changes a document's row.
_PROGRAM: Final = (
    "version",
    "text_model",
    "word_model",
    "ngrams",
    "language",
    "confusables",
    "phrases",
    "allow",
    "options",
)

TEXT: Final = Table(
    "text",
    "A document as it is scored.",
    tuple(c for c in DOCUMENT.columns if c.name in ("doc", "id", "text", "regions")),
)
SCORED: Final = Table(
    "scored",
    "A document that was scored without its source.",
    (
        Column("doc", pa.int64(), "the document"),
        Column("id", pa.string(), "its id"),
        Column("label", pa.string(), "as of `score`: spun, not-spun, insufficient"),
        Column("probability", pa.float64(), "P(spun), in [0, 1]"),
        Column("error", pa.string(), "why it could not be scored; its figures are zeros", nullable=True),
    ),
)


def text_program(detector: Detector) -> ProgramRecord:
    """Return what scores texts: it is stated in their verdicts alone."""
    return detector.score("").program


def score_program(program: ProgramRecord) -> Mapping[str, object]:
    """Return what of a program a score depends on: the part of a shard's key that it is."""
    return {name: getattr(program, name) for name in _PROGRAM}


def score_batches(batches: Iterable[Any], detector: Detector) -> Iterator[Any]:
    """Yield a batch of `SCORED` for each batch of `TEXT`, its rows in the same order."""
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            found = attempt(ATTEMPT, 0, partial(_scored, row, detector))
            rows.append({"doc": row["doc"], "id": row["id"]} | _facts(found))
        yield pa.RecordBatch.from_pylist(rows, schema=SCORED.schema)


def _facts(found: tuple[str, float] | FailedText) -> dict[str, object]:
    if isinstance(found, FailedText):
        return {"label": "insufficient", "probability": 0.0, "error": found.error}
    return {"label": found[0], "probability": found[1], "error": None}


def _scored(row: Mapping[str, Any], detector: Detector) -> tuple[str, float]:
    """Score a text; of a long one its parts, the oddest of which speaks for it.

    Its odds are shared by the parts: the oddest of twenty honest ones is odder than one of them alone.
    """
    name, text, regions = row["id"], row["text"], row["regions"]
    verdicts = [
        detector.score(document_of(text, name, regions, at, min(len(text), at + LONGEST)))
        for at in range(0, max(1, len(text)), LONGEST)
    ]
    oddest = max(verdicts, key=lambda one: (one.label != "insufficient", one.probability))
    if len(verdicts) == 1 or oddest.label == "insufficient":
        return oddest.label, oddest.probability
    return _of_parts(oddest, len(verdicts), detector)


def _of_parts(oddest: TextVerdict, parts: int, detector: Detector) -> tuple[str, float]:
    probability = moved(oddest.probability, 1.0 / parts)
    is_spun = oddest.label == "spun" and probability >= text_threshold(detector)
    return "spun" if is_spun else "not-spun", probability


def text_threshold(detector: Detector) -> float:
    """Return from which P(spun) on a text is called spun: the text model's own threshold."""
    return detector.text_model.threshold
