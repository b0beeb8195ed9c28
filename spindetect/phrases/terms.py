"""Terms of two and three words, fixed or likely, and what words mean: the shipped `phrase_terms.bin`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.language.mapped import MappedTable

KIND, FORMAT = "phrase-terms", 2
MOST_WORDS: Final = 1 << 16  # words are stored in 16 bits
STEPS: Final = 16
"""Weights are log2 of documents in steps of 1/16: one byte holds up to 65,000 documents."""

LIKELIHOOD_STEPS: Final = 12
"""Likelihoods are minus the logarithm in steps of 1/12: one byte holds chances down to e**-21."""

NAMES: Final = {2: "pairs", 3: "triples"}

LEAST_WEIGHT: Final = 1.5
"""Fixed terms were counted in three documents or more and weigh log2 of them. Pairs that were not, and that a
language model finds likely, weigh less."""

FIRST_SHARE, LIKELY = 0.8, -16.17
"""A pair of words is likely if log P of the second after the first, and this share of the first's own, is
above: 1.1 million are that were not counted. Of the shares .4, .6, .8 and 1, .8 finds the most of the pairs
that were counted in eight documents or more."""

FOR_LIKELY, LEAST_LIKELY, MOST_LIKELY = 0.25, 0.05, 1.4
"""Weight of such a pair for each unit that it is more likely than it must be, at least and at most."""

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
        log2 of the documents that a term was counted in; below LEAST_WEIGHT of a pair that was not counted
        and that a language model finds likely.
    alone : ndarray of float32, shape [len(keys)]
        Log P that the language model gives each word where any may stand.
    likelihood : ndarray of float32, shape [pairs]
        Log P that it gives the second word of each pair after the first.
    """

    __slots__ = ("_packed", "alone", "keys", "likelihood", "meaning", "parts", "weight")
    FILE, KIND, FORMAT = "phrase_terms.bin", KIND, FORMAT

    alone: Floats
    likelihood: Floats

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
        self.alone, self.likelihood = (
            container.need(name, "|u1").astype(np.float32) / np.float32(-LIKELIHOOD_STEPS)
            for name in ("alone", "pairs_likelihood")
        )
        if (self.alone.size, self.likelihood.size) != (len(meaning), self.weight[2].size):
            problem = f"sections do not fit: {self.alone.size} and {self.likelihood.size} likelihoods"
            raise ResourceError(problem, where=str(container.path))
        self.weight[2] = np.where(self.weight[2] > 0, self.weight[2], self._for_likely())

    def _for_likely(self) -> Floats:
        """Return what pairs weigh that were not counted."""
        beyond = self.likelihood + np.float32(FIRST_SHARE) * self.alone[self.parts[2][0]] - np.float32(LIKELY)
        found: Floats = np.clip(beyond * np.float32(FOR_LIKELY) + LEAST_LIKELY, LEAST_LIKELY, MOST_LIKELY)
        return found

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
        known, at = self._places(rows)
        return _where(known, self.weight[len(rows)], at)

    def likelihoods_of(self, first: Numbers, last: Numbers) -> tuple[NDArray[np.bool_], Floats]:
        """Return which pairs are here, and log P of the second word of each, 0 for those that are not."""
        known, at = self._places((first, last))
        return known, _where(known, self.likelihood, at)

    def _places(self, rows: Sequence[Numbers]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Return which terms are here, and the places of these."""
        packed = self._packed[len(rows)]
        if not packed.size:
            return np.zeros(rows[0].shape, np.bool_), np.zeros(rows[0].shape, np.intp)
        asked = _packed([np.maximum(each, 0).astype(np.int64) for each in rows])
        at = np.minimum(packed.searchsorted(asked), packed.size - 1)
        return (packed[at] == asked) & np.logical_and.reduce([each >= 0 for each in rows]), at


def _where(known: NDArray[np.bool_], values: Floats, at: NDArray[np.intp]) -> Floats:
    """Return the values at places, 0 where nothing is known."""
    return np.where(known, values[at], np.float32(0)) if values.size else np.zeros(at.shape, np.float32)


def _packed(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    out = columns[0]
    for column in columns[1:]:
        out = out << 16 | column
    return out
