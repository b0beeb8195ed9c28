"""Fixed terms of two and three words, and what single words mean: the shipped `phrase_terms.bin`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.language.mapped import MappedTable

KIND, FORMAT = "phrase-terms", 1
MOST_WORDS: Final = 1 << 16  # words are stored in 16 bits
STEPS: Final = 16
"""Weights are log2 of documents in steps of 1/16: one byte holds up to 65,000 documents."""

NAMES: Final = {2: "pairs", 3: "triples"}

Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]


class Terms(MappedTable):
    """Words with their meaning, and terms of two or three of them. Immutable, safe in threads.

    Attributes
    ----------
    keys : KeyTable
        The words; their numbers are rows everywhere here.
    meaning : ndarray of float32, shape [len(keys), d]
        Unit rows: near each other where words mean much the same.
    parts : dict of int to ndarray of uint16, shape [words of a term, terms]
        Rows of the words of the terms of that many words, in increasing order.
    weight : dict of int to ndarray of float32, shape [terms]
        log2 of the documents that a term was counted in.
    """

    __slots__ = ("_packed", "keys", "meaning", "parts", "weight")
    FILE, KIND, FORMAT = "phrase_terms.bin", KIND, FORMAT

    def __init__(self, container: Container, given: Path | None) -> None:
        super().__init__(container, given)
        self.keys = KeyTable(container)
        meaning = container.need("meaning", "|i1", ndim=2).astype(np.float32)
        self.meaning: Floats = meaning / (np.linalg.norm(meaning, axis=1, keepdims=True) + np.float32(1e-6))
        self.parts: dict[int, NDArray[np.uint16]] = {}
        self.weight: dict[int, Floats] = {}
        self._packed: dict[int, NDArray[np.int64]] = {}
        for size, name in NAMES.items():
            columns = [container.need(f"{name}_{at}", "<u2") for at in range(size)]
            weight = container.need(f"{name}_weight", "|u1")
            self._fits(container, len(meaning), [*columns, weight])
            self.parts[size] = np.stack(columns)
            self.weight[size] = weight.astype(np.float32) / np.float32(STEPS)
            self._packed[size] = _packed([column.astype(np.int64) for column in columns])

    def _fits(self, container: Container, words: int, columns: list[NDArray[np.integer]]) -> None:
        sizes = {column.size for column in columns}
        highest = max((int(column.max()) for column in columns[:-1] if column.size), default=-1)
        if words != len(self.keys) or len(sizes) > 1 or highest >= words:
            found = f"{len(self.keys)} words, {words} meanings, terms of {sizes}, words up to {highest}"
            raise ResourceError(f"sections do not fit: {found}", where=str(container.path))

    def weights_of(self, *rows: Numbers) -> Floats:
        """Return the weight of terms given by the rows of their words, 0 for those that are none.

        Parameters
        ----------
        *rows : two or three arrays of int32, shape [n]
            -1 for a word that is not here.
        """
        packed, weight = self._packed[len(rows)], self.weight[len(rows)]
        if not packed.size:
            return np.zeros(rows[0].shape, np.float32)
        asked = _packed([np.maximum(each, 0).astype(np.int64) for each in rows])
        at = np.minimum(packed.searchsorted(asked), packed.size - 1)
        known = (packed[at] == asked) & np.logical_and.reduce([each >= 0 for each in rows])
        return np.where(known, weight[at], np.float32(0))


def _packed(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    out = columns[0]
    for column in columns[1:]:
        out = out << 16 | column
    return out
