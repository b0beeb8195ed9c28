"""The relational step as one shard: fingerprints in, duplicates and candidates out, by an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from spindetect.corpus.candidates import CANDIDATES_VERSION, Step, star_cap, steps
from spindetect.corpus.engines.duckdb import DuckDB, opened
from spindetect.corpus.index import SourceIndex
from spindetect.corpus.shards import write_parquet, write_texts
from spindetect.corpus.sieve import Sieved, sieve
from spindetect.corpus.stages import Job, Made
from spindetect.corpus.tables import CANDIDATES, DUPLICATES, KEYS, SKETCH
from spindetect.errors import InputError
from spindetect.numbers import count, number

# What is asked of the tables in the end; rows in order, so that equal tables are equal files.
_DUPLICATES: Final = "SELECT doc, of, kind, similarity FROM duplicates ORDER BY doc"
# With an index: documents of the corpus that are folded; and those into which only a document of the index
# was, for they are its duplicates as much as it is theirs.
_NEW_DUPLICATES: Final = """
SELECT doc, of, kind, similarity FROM duplicates d
WHERE EXISTS (SELECT 1 FROM sketch s WHERE s.doc = d.doc)
UNION ALL
SELECT doc, of, kind, similarity FROM (
    SELECT d.of AS doc, d.doc AS of, d.kind, d.similarity,
           row_number() OVER (PARTITION BY d.of ORDER BY k.id) AS nth
    FROM duplicates d JOIN known_sketch k ON k.doc = d.doc
    WHERE EXISTS (SELECT 1 FROM sketch s WHERE s.doc = d.of)
) AS turned
WHERE nth = 1
ORDER BY doc
"""
# A document that was crawled again is the corpus', with the text that it has there.
_KNOWN: Final = "CREATE TEMPORARY VIEW {name} AS SELECT * FROM {name}_stored k WHERE NOT EXISTS \
(SELECT 1 FROM sketch s WHERE s.doc = k.doc)"
_CANDIDATES: Final = (
    "SELECT a, b, score, shared, a_start, a_end, b_start, b_end FROM candidates ORDER BY a, b"
)
_UNJOINED: Final = "SELECT doc FROM unjoined"
_DOC: Final = pa.schema([pa.field("doc", pa.int64())])
FEWEST: Final = 1000
"""Documents that a corpus is taken to have at least: of two, no key that both have would be rare."""


@dataclass(frozen=True, slots=True)
class Known:
    """A stored index, as far as it is related: files of its tables, how many documents, digests of all."""

    keys: tuple[Path, ...]
    sketches: tuple[Path, ...]
    texts: tuple[Path, ...]
    documents: int
    digests: tuple[str, ...]

    @classmethod
    def open(cls, path: Path, fingerprint: str) -> Known:
        """Open an index.

        Raises
        ------
        InputError
            If it is none, or its fingerprints were made in another way.
        """
        index = SourceIndex.open(path)
        if index.info.fingerprint != fingerprint:
            raise InputError(
                f"its fingerprints were made as {index.info.fingerprint}, those of this scan {fingerprint}",
                where=str(path),
                hint="build the index again, or leave out --model",
            )
        index.verify()  # a second a gigabyte, once a scan
        digests = tuple(part.sha256[name] for part in index.info.parts for name in sorted(part.sha256))
        keys, sketches, texts = (index.files(name) for name in ("keys", "sketch", "documents"))
        return cls(keys, sketches, texts, index.info.documents, digests)


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
    known : Known, optional
        The index that the corpus is compared with.
    """

    keys: tuple[Path, ...]
    sketches: tuple[Path, ...]
    documents: int
    memory: int
    threads: int
    temporary: Path
    known: Known | None = None

    @property
    def all_documents(self) -> int:
        """How many documents rarity is reckoned among: of both sides."""
        return max(FEWEST, self.documents + (self.known.documents if self.known else 0))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The queries, for as many documents as there are."""
        return steps(self.all_documents, against=self.known is not None)


def unjoined_note(unjoined: int, documents: int) -> tuple[str, ...]:
    """Say that copies were not sought among some documents; nothing where there is none.

    Parameters
    ----------
    unjoined, documents : int
        Rows of `unjoined`, and documents that rarity is reckoned among.
    """
    if not unjoined:
        return ()
    told = (
        f"{count(unjoined, 'document')} had nothing to be compared with: at least half of what each says "
        f"stands in more than {number(star_cap(documents))} others, as in pages of one form, and the rest in "
        "none. Copies among them are not found."
    )
    return (told,)


def relating_key(given: Relating) -> Mapping[str, object]:
    """Return what the step depends on besides its tables."""
    return {
        "version": CANDIDATES_VERSION,
        "steps": [[step.name, step.query] for step in given.steps],
        "asked": [_DUPLICATES, _NEW_DUPLICATES, _CANDIDATES, _KNOWN],
        "known": None if given.known is None else given.known.digests,
    }


def relate(job: Job[Relating]) -> Made:
    """Find what is to be folded, and what is to be compared."""
    given, same, pairs = job.task.given, job.path("duplicates"), job.path("candidates", "arrow")
    with opened(given.temporary, memory=given.memory, threads=given.threads) as engine:
        numbered = tables(engine, given)
        for step in given.steps:
            run_step(engine, step)
        asked = _DUPLICATES if given.known is None else _NEW_DUPLICATES
        duplicates = numbered.named(engine.rows(asked, DUPLICATES.schema), "doc", "of")
        folded = write_parquet(same, duplicates, DUPLICATES.schema)
        candidates = numbered.named(engine.rows(_CANDIDATES, CANDIDATES.schema), "a", "b")
        found = write_texts(pairs, candidates, CANDIDATES.schema)
        unjoined = sum(batch.num_rows for batch in engine.rows(_UNJOINED, _DOC))
    counts = {"duplicates": folded, "candidates": found, "unjoined": unjoined}
    return Made({"duplicates": same, "candidates": pairs}, counts)


def tables(engine: DuckDB, given: Relating) -> Sieved:
    """Give an engine the tables that the queries read, in which documents are numbers."""
    known = given.known
    groups = [(given.keys, given.sketches), *(((known.keys, known.sketches),) if known else ())]
    keys, sketches = zip(*groups, strict=True)
    found = sieve(keys, sketches, given.temporary / "sieved", memory=given.memory)
    engine.table("keys", found.keys[0], KEYS.schema)
    engine.table("sketch", found.sketches[0], SKETCH.schema)
    if known is not None:
        engine.table("known_keys_stored", found.keys[1], KEYS.schema)
        engine.table("known_sketch_stored", found.sketches[1], SKETCH.schema)
        engine.run(*(_KNOWN.format(name=name) for name in ("known_keys", "known_sketch")))
    return found


def run_step(engine: DuckDB, step: Step) -> None:
    """Make the table of one step."""
    engine.run(f"CREATE TEMPORARY {'TABLE' if step.stored else 'VIEW'} {step.name} AS {step.query}")
