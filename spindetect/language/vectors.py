"""Word vectors: GloVe with its common directions removed, as mapped int8 rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.language.mapped import MappedTable

KIND, FORMAT = "vectors", 1


class Vectors(MappedTable):
    """A table of unit word vectors. Immutable, safe in threads, pickles to its path.

    Use `Vectors.open`.

    Attributes
    ----------
    version : int
        Format of the file.
    digest : str
        SHA-256 that stands for the whole file.
    dimensions : int
    """

    __slots__ = ("_keys", "_rows", "_scale", "dimensions")
    FILE, KIND, FORMAT = "vectors.bin", KIND, FORMAT

    def __init__(self, container: Container, given: Path | None) -> None:
        super().__init__(container, given)
        self._keys = KeyTable(container)
        self._rows = container.need("rows", "|i1", ndim=2)
        self._scale = container.need("scale", "<f4")
        self.dimensions = int(self._rows.shape[1])
        if not len(self._keys) == len(self._rows) == len(self._scale):
            found = f"{len(self._keys)} words, {len(self._rows)} rows, {len(self._scale)} scales"
            raise ResourceError(f"sections do not fit: {found}", where=str(container.path))

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> KeyTable:
        """The words themselves, to be looked up in another table."""
        return self._keys

    def words(self, limit: int) -> list[str]:
        """Return the first `limit` words, the most frequent first."""
        return [self._keys.text(at) for at in range(min(limit, len(self)))]

    def ids(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return each word's row, -1 for unknown words, shape [len(keys)]."""
        return self._keys.ids(keys)

    def rows(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return unit vectors, zeros for unknown words, shape [n, dimensions]."""
        scale = np.where(ids >= 0, self._scale.take(ids, mode="wrap"), np.float32(0))
        return self._rows.take(ids, axis=0, mode="wrap") * scale[:, None]

    def cosine(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the cosine of each pair, in [-1, 1]; 0 where a word is unknown. Shape [n]."""
        out: NDArray[np.float32] = np.einsum("ij,ij->i", self.rows(a), self.rows(b))
        return out
