"""The work on one shard of each stage, as a process does it: from files to files, by the plain functions."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute, parquet

from spindetect.corpus import fingerprint as prints
from spindetect.corpus.catalogue import ABOUT, Catalogue, about, write_kept
from spindetect.corpus.comparing import COMPARED, TWO, compare_batches
from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.readers import REPEATED_IDS
from spindetect.corpus.reading import documents
from spindetect.corpus.scoring import SCORED, TEXT, score_batches
from spindetect.corpus.shards import COMPRESSION, whole, write_parquet, write_texts
from spindetect.corpus.stages import Job, Made
from spindetect.corpus.store import Keys, Store, table
from spindetect.corpus.tables import DOCUMENT, KEYS, REJECTED, SKETCH
from spindetect.detector import Detector

# Pairs, or texts, of one Arrow batch: enough that nothing is gained by more, a few hundred kilobytes.
_BATCH: Final = 32
_PRINTED: Final = 256  # documents of a batch of fingerprints: their columns stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Comparing:
    """What one shard of comparisons needs: rows [first, last) of the candidates, the texts, the detector."""

    candidates: Path
    first: int
    last: int
    store: Store
    detector: Detector


@dataclass(frozen=True, slots=True)
class Scoring:
    """What one shard of scores needs: which documents, the texts, the detector."""

    docs: tuple[int, ...]
    store: Store
    detector: Detector


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list of documents is made of."""

    files: tuple[Path, ...]
    catalogue: Catalogue
    memory: int


@dataclass(frozen=True, slots=True)
class Printing:
    """What one shard of fingerprints needs: which rows of which texts."""

    texts: Path
    rows: Keys
    detector: Detector


def catalogue(job: Job[Listing]) -> Made:
    """Write which documents there are, where their texts lie, and whose ids came before."""
    given = job.task.given
    files, listed = given.files, given.catalogue
    index, kept, repeated = job.path("index", "npy"), job.path("about"), job.path("rejected")
    listed.write(index)
    rows = write_kept(kept, files, listed)
    with opened(job.folder / "temporary", memory=given.memory, threads=1) as engine:
        engine.table("documents", files, ABOUT.schema)
        again = write_parquet(
            repeated, engine.rows(f"{REPEATED_IDS} ORDER BY ordinal", REJECTED.schema), REJECTED.schema
        )
    return Made({"index": index, "about": kept, "rejected": repeated}, {"documents": rows, "rejected": again})


@dataclass(frozen=True, slots=True)
class LookingUp:
    """What is fetched from an index.

    Attributes
    ----------
    related : tuple of Path
        The candidates and duplicates, which name documents.
    texts : tuple of Path
        The index's.
    catalogue : Catalogue
        The corpus' own documents, whose texts lie in so many `shards`.
    """

    related: tuple[Path, Path]
    texts: tuple[Path, ...]
    catalogue: Catalogue
    shards: int


def look_up(job: Job[LookingUp]) -> Made:
    """Fetch the documents of an index that are compared, and list them with the corpus' own."""
    given, (candidates, duplicates) = job.task.given, job.task.given.related
    rows = [table(candidates).column(side) for side in "ab"]
    rows.append(parquet.read_table(duplicates, columns=["of"]).column("of"))
    named = np.unique(np.concatenate([np.asarray(column).astype(np.int64) for column in rows]))
    wanted = pa.array(named[~np.isin(named, given.catalogue.docs)])
    texts, told, index = job.path("texts", "arrow"), job.path("about"), job.path("index", "npy")
    n = write_texts(texts, _known(given.texts, wanted), DOCUMENT.schema)
    write_parquet(told, _abouts(texts), ABOUT.schema)
    given.catalogue.joined(Catalogue.of([told]), given.shards).write(index)
    return Made({"texts": texts, "about": told, "index": index}, {"documents": n})


def _known(files: Iterable[Path], wanted: Any) -> Iterator[Any]:  # noqa: ANN401 - pyarrow has no types
    for path in files:
        for batch in parquet.ParquetFile(path).iter_batches(_PRINTED):
            here = batch.filter(compute.is_in(batch.column("doc"), value_set=wanted))
            if here.num_rows:
                yield here.select(list(DOCUMENT.names))


def _abouts(texts: Path) -> Iterator[Any]:
    first = 0
    for batch in table(texts).to_batches():
        yield about(batch, first)
        first += batch.num_rows


def fingerprint(job: Job[Printing]) -> Made:
    """Write the fingerprints of a shard of documents."""
    given, keys, sketch = job.task.given, job.path("keys"), job.path("sketch")
    rows = Counter[str]()
    with ExitStack() as files:
        writers = {
            name: files.enter_context(
                parquet.ParquetWriter(files.enter_context(whole(path)), of.schema, **how)
            )
            for name, path, of, how in (
                ("keys", keys, KEYS, prints.FILE),
                ("sketch", sketch, SKETCH, {"compression": COMPRESSION}),
            )
        }
        printer = _printer(given.detector)
        for batch in documents(table(given.texts), given.rows.tolist(), _PRINTED):
            for name, found in zip(writers, prints.fingerprint(batch, printer), strict=True):
                writers[name].write_batch(found)
                rows[name] += found.num_rows
    return Made({"keys": keys, "sketch": sketch}, {"keys": rows["keys"], "documents": rows["sketch"]})


def compare(job: Job[Comparing]) -> Made:
    """Compare a shard of candidates."""
    given, path, labels = job.task.given, job.path("compared"), Counter[str]()
    rows = write_parquet(
        path, _counted(compare_batches(_twos(given), given.detector), labels), COMPARED.schema
    )
    return Made({"compared": path}, {"rows": rows, "failed": labels["failed"]})


def score(job: Job[Scoring]) -> Made:
    """Score a shard of documents."""
    given, path, labels = job.task.given, job.path("scored"), Counter[str]()
    rows = write_parquet(path, _counted(score_batches(_texts(given), given.detector), labels), SCORED.schema)
    return Made({"scored": path}, {"rows": rows, "failed": labels["failed"]})


def _counted(batches: Iterator[Any], labels: Counter[str]) -> Iterator[Any]:
    for batch in batches:
        labels["failed"] += batch.num_rows - batch.column("error").null_count
        yield batch


def _twos(given: Comparing) -> Iterator[Any]:
    """Yield the candidates of a shard with their texts, as batches of `TWO`."""
    rows = table(given.candidates).slice(given.first, given.last - given.first)
    for batch in rows.to_batches(max_chunksize=_BATCH):
        columns = {name: batch.column(name) for name in batch.schema.names}
        for side in "ab":
            docs = np.asarray(batch.column(side))
            found = given.store.take(docs, ("id", "text", "published", "regions"))
            columns |= {f"{side}_{name}": values for name, values in found.items()}
        yield pa.RecordBatch.from_pydict(columns, schema=TWO.schema)


def _texts(given: Scoring) -> Iterator[Any]:
    for at in range(0, len(given.docs), _BATCH):
        docs = np.array(given.docs[at : at + _BATCH], np.int64)
        found = given.store.take(docs, ("id", "text", "regions"))
        yield pa.RecordBatch.from_pydict({"doc": docs, **found}, schema=TEXT.schema)


@functools.lru_cache(maxsize=1)
def _printer(detector: Detector) -> prints.Fingerprinter:
    """Return what makes fingerprints; it remembers words from shard to shard."""
    return prints.Fingerprinter(detector.lexicon)


def digest_of_arrays(*arrays: NDArray[Any]) -> str:
    """Return the SHA-256 of arrays' values, in hex."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def cut_by_key(docs: Keys, about: int) -> Iterator[tuple[int, int]]:
    """Yield ranges [first, last) of ascending keys, of about so many rows, cut where the keys' bits change.

    Keys are hashes, so the ranges are even; and a document more moves no border, so that the other shards
    stay what they were.
    """
    if not len(docs):
        return
    bits = max(0, (len(docs) // about).bit_length())
    borders = np.flatnonzero(np.diff(docs >> (63 - bits))) + 1
    edges = [0, *borders.tolist(), len(docs)]
    yield from itertools.pairwise(edges)


def shard_name(doc: int) -> str:
    """Return a shard's name from the first key in it."""
    return f"{doc:016x}"
