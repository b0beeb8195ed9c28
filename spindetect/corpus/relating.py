"""The relational step as one shard: fingerprints in, duplicates and candidates out, by an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spindetect.corpus.candidates import CANDIDATES_VERSION, steps
from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.shards import write_parquet, write_texts
from spindetect.corpus.stages import Job, Made
from spindetect.corpus.tables import CANDIDATES, DUPLICATES, KEYS, SKETCH

# What is asked of the tables in the end; rows in order, so that equal tables are equal files.
_DUPLICATES: Final = "SELECT doc, of, kind, similarity FROM duplicates ORDER BY doc"
_CANDIDATES: Final = (
    "SELECT a, b, score, shared, a_start, a_end, b_start, b_end FROM candidates ORDER BY a, b"
)
FEWEST: Final = 1000
"""Documents that a corpus is taken to have at least: of two, no key that both have would be rare."""


@dataclass(frozen=True, slots=True)
class Relating:
    """What the relational step needs.

    Attributes
    ----------
    keys, sketches : tuple of Path
        Shards of `KEYS` and of `SKETCH`.
    documents : int
        Rows of the sketches.
    memory : int
        Bytes that the engine may use.
    threads : int
    temporary : Path
        Where it spills what does not fit.
    """

    keys: tuple[Path, ...]
    sketches: tuple[Path, ...]
    documents: int
    memory: int
    threads: int
    temporary: Path


def relating_key(documents: int) -> Mapping[str, object]:
    """Return what the step depends on besides its tables."""
    return {
        "version": CANDIDATES_VERSION,
        "steps": [[step.name, step.query] for step in steps(max(FEWEST, documents))],
        "asked": [_DUPLICATES, _CANDIDATES],
    }


def relate(job: Job[Relating]) -> Made:
    """Find what is to be folded, and what is to be compared."""
    given, same, pairs = job.task.given, job.path("duplicates"), job.path("candidates", "arrow")
    with opened(given.temporary, memory=given.memory, threads=given.threads) as engine:
        engine.table("keys", given.keys, KEYS.schema)
        engine.table("sketch", given.sketches, SKETCH.schema)
        for step in steps(max(FEWEST, given.documents)):
            kind = "TABLE" if step.stored else "VIEW"
            engine.run(f"CREATE TEMPORARY {kind} {step.name} AS {step.query}")
        folded = write_parquet(same, engine.rows(_DUPLICATES, DUPLICATES.schema), DUPLICATES.schema)
        found = write_texts(pairs, engine.rows(_CANDIDATES, CANDIDATES.schema), CANDIDATES.schema)
    return Made({"duplicates": same, "candidates": pairs}, {"duplicates": folded, "candidates": found})
