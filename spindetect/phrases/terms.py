"""Terms of two to six words, fixed or likely, and what words mean: the shipped `phrase_terms.bin`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.language.mapped import MappedTable

KIND, FORMAT = "phrase-terms", 3
MOST_WORDS: Final = 1 << 16  # words are stored in 16 bits
STEPS: Final = 16
"""Weights are log2 of documents in steps of 1/16: one byte holds up to 65,000 documents."""

LIKELIHOOD_STEPS: Final = 12
"""Likelihoods are minus the logarithm in steps of 1/12: one byte holds chances down to e**-21."""

NAMES: Final = {2: "pairs", 3: "triples", 4: "fours", 5: "fives", 6: "sixes"}

LEAST_WEIGHT: Final = 1.5
"""Fixed terms were counted in three documents or more and weigh log2 of them. Pairs that were not, and that a
language model finds likely, weigh less."""

FIRST_SHARE, LIKELY = 0.8, -16.17
"""A pair of words is likely if log P of the second after the first, and this share of the first's own, is
above: 1.1 million are that were not counted. Of the shares .4, .6, .8 and 1, .8 finds the most of the pairs
that were counted in eight documents or more."""

FOR_LIKELY, LEAST_LIKELY, MOST_LIKELY = 0.25, 0.05, 1.4
"""Weight of such a pair for each unit that it is more likely than it must be, at least and at most."""

_EXACT: Final = 4  # words that one number of 64 bits holds

Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]


class Weighed(NamedTuple):
    """What is known of terms that were asked for; arrays have shape [n].

    Attributes
    ----------
    weight : ndarray of float32
        See `Terms.weight`; 0 for those that are no terms.
    literature : ndarray of float32
        See `Terms.literature`.
    """

    weight: Floats
    literature: Floats


class Terms(MappedTable):
    """Words with their meaning, and terms of two to six of them. Immutable, safe in threads.

    Attributes
    ----------
    keys : KeyTable
        The words; their numbers are rows everywhere here.
    meaning : ndarray of float32, shape [len(keys), d]
        Unit rows: near each other where words mean much the same.
    parts : dict of int to ndarray of uint16, shape [words of a term, terms]
        Rows of the words of the terms of that many words, in increasing order.
    weight : dict of int to ndarray of float32, shape [terms]
        log2 of the documents that a term was counted in, with what the literature says; below LEAST_WEIGHT of
        a pair that is in neither and that a language model finds likely.
    literature : dict of int to ndarray of float32, shape [terms]
        How common a term is in the titles and abstracts of papers, as if log2 of documents; 0 if it is not.
    alone : ndarray of float32, shape [len(keys)]
        Log P that the language model gives each word where any may stand.
    likelihood : ndarray of float32, shape [pairs]
        Log P that it gives the second word of each pair after the first.
    """

    __slots__ = ("_index", "alone", "keys", "likelihood", "literature", "meaning", "parts", "weight")
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
        self.literature: dict[int, Floats] = {}
        self._index: dict[int, _Index] = {}
        for size, name in NAMES.items():
            self.parts[size] = parts = self._parts(container, size, len(meaning))
            weight, self.literature[size] = (
                container.need(f"{name}_{kind}", "|u1").astype(np.float32) / np.float32(STEPS)
                for kind in ("weight", "literature")
            )
            if {weight.size, self.literature[size].size} != {parts.shape[1]}:
                problem = f"sections do not fit: {parts.shape[1]} {name}, {weight.size} weights"
                raise ResourceError(problem, where=str(container.path))
            self.weight[size] = _together(weight, self.literature[size])
            self._index[size] = _Index(parts)
        self.alone, self.likelihood = (
            container.need(name, "|u1").astype(np.float32) / np.float32(-LIKELIHOOD_STEPS)
            for name in ("alone", "pairs_likelihood")
        )
        if (self.alone.size, self.likelihood.size) != (len(meaning), self.weight[2].size):
            problem = f"sections do not fit: {self.alone.size} and {self.likelihood.size} likelihoods"
            raise ResourceError(problem, where=str(container.path))
        self.weight[2] = np.where(self.weight[2] > 0, self.weight[2], self._for_likely())

    def _parts(self, container: Container, size: int, words: int) -> NDArray[np.uint16]:
        """Return the rows of the words of terms; how many terms each word begins is stored."""
        name = NAMES[size]
        begun = container.need(f"{name}_begun", "<u4")
        first = np.repeat(np.arange(begun.size, dtype=np.uint16), begun)
        columns = [first, *(container.need(f"{name}_{at}", "<u2") for at in range(1, size))]
        sizes = {column.size for column in columns}
        highest = max((int(column.max()) for column in columns[1:] if column.size), default=-1)
        if {words, begun.size} != {len(self.keys)} or len(sizes) > 1 or highest >= words:
            found = f"{len(self.keys)} words, {words} meanings, terms of {sizes}, words up to {highest}"
            raise ResourceError(f"sections do not fit: {found}", where=str(container.path))
        return np.stack(columns)

    def _for_likely(self) -> Floats:
        """Return what pairs weigh that were not counted."""
        beyond = self.likelihood + np.float32(FIRST_SHARE) * self.alone[self.parts[2][0]] - np.float32(LIKELY)
        found: Floats = np.clip(beyond * np.float32(FOR_LIKELY) + LEAST_LIKELY, LEAST_LIKELY, MOST_LIKELY)
        return found

    def weights_of(self, *rows: Numbers) -> Floats:
        """Return the weight of terms given by the rows of their words, 0 for those that are none.

        Parameters
        ----------
        *rows : two or more arrays of int32, shape [n]
            -1 for a word that is not here.
        """
        known, at = self._places(rows)
        return _where(known, self.weight[len(rows)], at)

    def weighed(self, *rows: Numbers) -> Weighed:
        """Return all that is known of terms given by the rows of their words; see `weights_of`."""
        known, at = self._places(rows)
        size = len(rows)
        return Weighed(_where(known, self.weight[size], at), _where(known, self.literature[size], at))

    def likelihoods_of(self, first: Numbers, last: Numbers) -> tuple[NDArray[np.bool_], Floats]:
        """Return which pairs are here, and log P of the second word of each, 0 for those that are not."""
        known, at = self._places((first, last))
        return known, _where(known, self.likelihood, at)

    def _places(self, rows: Sequence[Numbers]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Return which terms are here, and the places of these."""
        known, at = self._index[len(rows)].find([np.maximum(each, 0) for each in rows])
        return np.logical_and.reduce([known, *(each >= 0 for each in rows)]), at


class _Index:
    """Finds terms by the rows of their words.

    Parameters
    ----------
    columns : ndarray of uint16, shape [words of a term, terms]
        In increasing order.
    """

    __slots__ = ("_heads", "_packed")

    def __init__(self, columns: NDArray[np.uint16]) -> None:
        # Four words make one number of 64 bits; of longer terms the first four are numbered.
        self._heads = np.unique(_packed(columns[:_EXACT])) if len(columns) > _EXACT else None
        self._packed = self._numbers(columns)[1]

    def find(self, rows: Sequence[NDArray[np.integer]]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Return which terms are here, and the places of these."""
        if not self._packed.size:
            return np.zeros(rows[0].shape, np.bool_), np.zeros(rows[0].shape, np.intp)
        begun, asked = self._numbers(rows)
        at = np.minimum(self._packed.searchsorted(asked), self._packed.size - 1)
        return begun & (self._packed[at] == asked), at

    def _numbers(
        self, rows: Sequence[NDArray[np.integer]] | NDArray[np.uint16]
    ) -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
        """Return which terms begin as one that is here, and one number for each."""
        if self._heads is None:
            return np.ones(rows[0].shape, np.bool_), _packed(rows)
        heads = _packed(rows[:_EXACT])
        at = np.minimum(self._heads.searchsorted(heads), self._heads.size - 1)
        return self._heads[at] == heads, _packed([at, *rows[_EXACT:]])


def _together(counted: Floats, literature: Floats) -> Floats:
    """Return log2 of documents of both kinds; 0 for what is in none."""
    out = counted.copy()
    at = np.flatnonzero(literature)  # a sixth of all
    here = counted[at]
    out[at] = np.where(here > 0, np.logaddexp2(here, literature[at]), literature[at])
    return out


def _where(known: NDArray[np.bool_], values: Floats, at: NDArray[np.intp]) -> Floats:
    """Return the values at places, 0 where nothing is known."""
    return np.where(known, values[at], np.float32(0)) if values.size else np.zeros(at.shape, np.float32)


def _packed(columns: Sequence[NDArray[np.integer]] | NDArray[np.uint16]) -> NDArray[np.uint64]:
    """Return the rows of up to _EXACT words as one number each, the first highest."""
    out = columns[0].astype(np.uint64)
    for column in columns[1:]:
        out <<= np.uint64(16)
        out |= column.astype(np.uint64)
    return out
