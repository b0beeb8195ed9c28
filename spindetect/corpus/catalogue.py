"""Which documents a corpus has: each id once, the first as it was read; and where their texts lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from spindetect.corpus.shards import write_parquet
from spindetect.corpus.store import Keys, write_index
from spindetect.corpus.tables import DOCUMENT, Column, Table

ABOUT: Final = Table(
    "about",
    "What is known of a document without its text, and a digest of that.",
    (
        *(c for c in DOCUMENT.columns if c.name not in ("text", "regions")),
        Column("row", pa.int64(), "where it stands in its shard of texts"),
        Column("digest", pa.int64(), "of its id, text, claimed date and marked parts"),
    ),
)
_BATCH: Final = 8192


def about(batch: Any, first: int) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the rows of `ABOUT` for a batch of `DOCUMENT` that begins with row `first` of its shard."""
    columns = {c.name: batch.column(c.name) for c in ABOUT.columns[:-2]}
    texts = batch.select(["id", "text", "published", "regions"])
    digests = [_digest(row) for one in range(texts.num_rows) for row in texts.slice(one, 1).to_pylist()]
    columns["row"] = pa.array(np.arange(first, first + batch.num_rows))
    columns["digest"] = pa.array(digests, pa.int64())
    return pa.RecordBatch.from_pydict(columns, schema=ABOUT.schema)


def _digest(row: dict[str, Any]) -> int:
    digest = hashlib.blake2b(digest_size=8)
    regions = [(r["kind"], r["start"], r["end"]) for r in row["regions"] or ()]
    for part in (row["id"], row["published"] or "", repr(regions), row["text"]):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return int.from_bytes(digest.digest(), "big", signed=True)


@dataclass(frozen=True)
class Catalogue:
    """The documents of a corpus by their keys, ascending.

    Attributes
    ----------
    docs, shards, rows, digests : array of int64
        Their keys, and where their texts lie: which shard, which row of it; and digests, see `ABOUT`.
    """

    docs: Keys
    shards: Keys
    rows: Keys
    digests: Keys

    @classmethod
    def of(cls, files: Sequence[Path]) -> Catalogue:
        """Read the shards of `ABOUT`, in their order."""
        found = [_columns(path, ("doc", "ordinal", "row", "digest")) for path in files]
        numbers = [np.full(len(part[0]), at) for at, part in enumerate(found)]
        doc, ordinal, row, digest = (_joined([part[at] for part in found]) for at in range(4))
        shard = _joined(numbers)
        order = np.lexsort((row, shard, ordinal, doc))
        is_first = np.ones(len(order), bool)
        is_first[1:] = np.diff(doc[order]) != 0
        first = order[is_first]
        return cls(doc[first], shard[first], row[first], digest[first])

    def rows_of(self, shard: int) -> tuple[Keys, Keys]:
        """Return the rows of a shard that are kept, ascending, and the digests of their documents."""
        mine = np.flatnonzero(self.shards == shard)
        mine = mine[np.argsort(self.rows[mine])]
        return self.rows[mine], self.digests[mine]

    @property
    def columns(self) -> tuple[Keys, Keys, Keys, Keys]:
        """All four columns."""
        return self.docs, self.shards, self.rows, self.digests

    def joined(self, other: Catalogue, shard: int) -> Catalogue:
        """Return both lists as one; the other's texts are one shard, with this number."""
        moved = (other.docs, np.full_like(other.shards, shard), other.rows, other.digests)
        both = [np.concatenate(pair) for pair in zip(self.columns, moved, strict=True)]
        order = np.argsort(both[0])
        return Catalogue(*(column[order] for column in both))

    def write(self, path: Path) -> None:
        """Write where the texts lie; see `spindetect.corpus.store`."""
        write_index(path, self.docs, self.shards, self.rows, self.digests)


def write_kept(path: Path, files: Sequence[Path], whole: Catalogue) -> int:
    """Write the rows of `ABOUT` that are kept, in the order of reading; return how many."""
    kept = [whole.rows_of(at)[0] for at in range(len(files))]
    return write_parquet(path, _taken(files, kept), ABOUT.schema)


def _taken(files: Sequence[Path], rows: Sequence[Keys]) -> Iterator[Any]:
    for path, wanted in zip(files, rows, strict=True):
        for batch in parquet.ParquetFile(path).iter_batches(_BATCH):
            yield batch.filter(compute.is_in(batch.column("row"), value_set=pa.array(wanted, pa.int64())))


def _columns(path: Path, names: Sequence[str]) -> list[Keys]:
    found = parquet.read_table(path, columns=list(names))
    return [np.asarray(found.column(name)).astype(np.int64) for name in names]


def _joined(parts: Sequence[Keys]) -> Keys:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
