"""The texts of a scan by their documents' keys: files that are mapped into memory, not read into it.

The system keeps of them what is used and drops it when others need the room, so that a corpus larger than the
memory costs time and no more.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from spindetect.corpus.shards import whole

Keys = NDArray[np.int64]
# Rows of the index: one column for each document, by key.
_DOC, _SHARD, _ROW, _DIGEST = range(4)
_OPEN: Final = 4096  # text shards that stay mapped


@dataclass(frozen=True, slots=True)
class Store:
    """Where texts lie. It pickles to names alone.

    Attributes
    ----------
    index : Path
        See `write_index`.
    shards : tuple of Path
        Arrow files with the columns of `DOCUMENT`.
    """

    index: Path
    shards: tuple[Path, ...]

    @property
    def docs(self) -> Keys:
        """Keys of all documents, ascending."""
        found: Keys = _index(self.index)[_DOC]
        return found

    @property
    def digests(self) -> Keys:
        """Digest of each document's text and claims, in the order of `docs`."""
        found: Keys = _index(self.index)[_DIGEST]
        return found

    def at(self, docs: Keys) -> NDArray[np.intp]:
        """Return where documents stand in `docs`."""
        return np.searchsorted(self.docs, docs)

    def take(self, docs: Keys, columns: Sequence[str]) -> dict[str, list[Any]]:
        """Return columns of documents, in their order."""
        index, at = _index(self.index), self.at(docs)
        shards, rows = index[_SHARD][at].tolist(), index[_ROW][at].tolist()
        tables = [table(self.shards[shard]) for shard in shards]
        return {
            name: [found.column(name)[row].as_py() for found, row in zip(tables, rows, strict=True)]
            for name in columns
        }


def write_index(path: Path, docs: Keys, shards: Keys, rows: Keys, digests: Keys) -> None:
    """Write an index; documents ascend by their keys."""
    with whole(path) as partial, partial.open("wb") as file:
        np.save(file, np.stack([docs, shards, rows, digests]).astype("<i8"))


@functools.lru_cache(maxsize=2)
def _index(path: Path) -> Any:  # noqa: ANN401 - a memory map
    return np.load(path, mmap_mode="r")


@functools.lru_cache(maxsize=_OPEN)
def table(path: Path) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return an Arrow file as a table whose columns are mapped."""
    with pa.memory_map(str(path), "r") as file:
        return pa.ipc.open_file(file).read_all()
