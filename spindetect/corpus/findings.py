"""What the comparisons and scores come to: decisions, who is tied to whom, a label for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from spindetect.corpus.deciding import Decider, is_written, stronger
from spindetect.corpus.explaining import LABEL
from spindetect.corpus.families import SETTLED, Tie
from spindetect.corpus.tables import Column, Table

BINS: Final = 50
"""Of [0, 1], in which scores are counted."""
_BATCH: Final = 8192

DECIDED: Final = Table(
    "decided",
    "A compared pair that is written, and what the policy says of it.",
    (
        Column("suspect", pa.int64(), "key of the suspect"),
        Column("source", pa.int64(), "key of the source"),
        Column("decision", pa.string(), "'flag', 'review' or 'pass'", nullable=True),
    ),
)
MARKS: Final = Table(
    "marks",
    "A document of which something is known but what the readers gave.",
    (
        Column("doc", pa.int64(), "the document"),
        Column("status", pa.string(), "see `documents`"),
        Column("label", pa.string(), "see `documents`", nullable=True),
        Column("probability", pa.float64(), "see `documents`", nullable=True),
        Column("family", pa.string(), "see `documents`", nullable=True),
        Column("decision", pa.string(), "see `documents`", nullable=True),
    ),
)
_PAIR: Final = (
    "suspect",
    "source",
    "suspect_id",
    "source_id",
    "label",
    "probability",
    "p_copied",
    "direction",
    "copied_share",
    "words_copied",
    "error",
)
_TOLD: Final = ("label", "direction", "probability", "p_copied", "copied_share", "words_copied")


@dataclass(slots=True)
class Mark:
    """What was found of one document; `rank` orders the pairs that make it a copy, and is empty of others."""

    status: str = "compared"
    label: str | None = None
    probability: float | None = None
    decision: str | None = None
    rank: tuple[float, ...] = ()


class Failure(NamedTuple):
    """A document, or pair, over which the program failed."""

    doc: int
    detail: str


@dataclass(slots=True)
class Pairs:
    """The compared pairs, as far as documents and families depend on them.

    Attributes
    ----------
    explained : frozenset of (int, int)
        Suspect and source of spun pairs that another source explains: counted, and nothing else.
    ties : list of Tie
        All that are written.
    keys : dict of str to int
        Keys of all documents in pairs that are written.
    marks : dict of int to Mark
        By the key: documents of pairs that are written.
    labels, decisions : Counter
    spun : array of int64, shape (BINS,)
        Pairs by P(spun).
    """

    explained: frozenset[tuple[int, int]] = frozenset()
    ties: list[Tie] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    spun: NDArray[np.int64] = field(default_factory=lambda: np.zeros(BINS, np.int64))

    def read(self, files: Sequence[Path], decider: Decider) -> Iterator[Any]:
        """Go through the compared pairs; yield batches of `DECIDED` for those that are written."""
        for batch in _batches(files, _PAIR):
            rows = [self._row(row, decider) for row in batch.to_pylist()]
            yield pa.RecordBatch.from_pylist([row for row in rows if row], schema=DECIDED.schema)

    def _row(self, row: dict[str, Any], decider: Decider) -> dict[str, Any] | None:
        if row["error"] is not None:
            for one, other in (("suspect", "source"), ("source", "suspect")):
                detail = f"could not be compared with {row[f'{other}_id']!r}: {row['error']}"
                self.failures.append(Failure(row[one], detail))
            return None
        label, probability = row["label"], row["probability"]
        if (row["suspect"], row["source"]) in self.explained:
            self.labels[LABEL] += 1
            return None
        self.labels[label] += 1
        self.spun[min(BINS - 1, int(probability * BINS))] += 1
        written, decision = is_written(decider, label, probability, row["p_copied"])
        if not written:
            return None
        self.decisions[decision or ""] += 1
        self._tie(row, decision)
        return {"suspect": row["suspect"], "source": row["source"], "decision": decision}

    def _tie(self, row: dict[str, Any], decision: str | None) -> None:
        for side in ("suspect", "source"):
            self.keys[row[f"{side}_id"]] = row[side]
            self.marks.setdefault(row[side], Mark())
        values = [row[name] for name in ("suspect_id", "source_id", *_TOLD)]
        self.ties.append(Tie._make([*values, decision]))
        mark = self.marks[row["suspect"]]
        if not is_settled(row["label"], row["direction"]):
            # Who copied whom is open: neither is called a copy, and a person looks at both.
            for side in ("suspect", "source") if decision in ("flag", "review") else ():
                self.marks[row[side]].decision = stronger(self.marks[row[side]].decision, "review")
            return
        mark.decision = stronger(mark.decision, decision)
        rank = (row["probability"], row["p_copied"], float(row["source"]))
        if rank > mark.rank:
            mark.label, mark.probability, mark.rank = row["label"], row["probability"], rank

    @property
    def copies(self) -> set[int]:
        """Keys of the documents that are copies whatever else is true: they need no score of their own."""
        return {doc for doc, mark in self.marks.items() if mark.rank}


def is_settled(label: str, direction: float) -> bool:
    """Say whether a pair tells which of the two was made from the other.

    The direction was fitted on spun pairs alone; of a verbatim copy nothing tells who was first.
    """
    return label == "spun" and direction >= SETTLED


@dataclass(slots=True)
class Scores:
    """The scores without a source.

    Attributes
    ----------
    known : dict of int to (str, float)
        Label and P(spun) of those documents that families need.
    labels, decisions : Counter
    spun : array of int64, shape (BINS,)
        Documents by P(spun); those that are too short to say are left out.
    """

    known: dict[int, tuple[str, float]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    spun: NDArray[np.int64] = field(default_factory=lambda: np.zeros(BINS, np.int64))

    def read(
        self, files: Sequence[Path], decider: Decider, marks: dict[int, Mark], *, as_labels: bool
    ) -> Iterator[tuple[int, Mark]]:
        """Go through the scores; yield the key and mark of each document that was scored.

        Parameters
        ----------
        marks : dict of int to Mark
            Of documents in pairs: their scores are remembered.
        as_labels : bool
            Whether the scores are to be documents' labels, and not only evidence for families.
        """
        for batch in _batches(files, ("doc", "label", "probability", "error")):
            columns = (batch.column(name).to_pylist() for name in batch.schema.names)
            for doc, label, probability, error in zip(*columns, strict=True):
                mark = marks.get(doc)
                if error is not None:
                    self.failures.append(Failure(doc, f"could not be scored: {error}"))
                    yield doc, mark or Mark("failed")
                    continue
                self.labels[label] += 1
                if label != "insufficient":
                    self.spun[min(BINS - 1, int(probability * BINS))] += 1
                if mark is not None:
                    self.known[doc] = label, probability
                decision = decider.decision(label, probability) if as_labels else None
                self.decisions[decision or ""] += 1
                yield doc, _merged(mark, label, probability, decision, as_labels)


def _merged(mark: Mark | None, label: str, probability: float, decision: str | None, as_labels: bool) -> Mark:
    if not as_labels:
        return mark or Mark()
    if mark is None:
        return Mark("scored", label, probability, decision)
    if mark.label is None:
        mark.label, mark.probability = label, probability
    mark.decision = stronger(mark.decision, decision)
    return mark


def _batches(files: Sequence[Path], columns: Sequence[str]) -> Iterator[Any]:
    for path in files:
        for batch in parquet.ParquetFile(path).iter_batches(_BATCH, columns=list(columns)):
            yield batch.select(list(columns))
