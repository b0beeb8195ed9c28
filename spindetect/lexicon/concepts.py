"""Sisters: words that stand under one concept of WordNet, such as two kinds of vehicle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts

MOST = 4  # concepts stored above a word, those of its commonest senses; see data/lexicon_build/senses.py
_STEPS = np.arange(MOST, dtype=np.int32)
_NO_CONCEPT = 0xFFFF  # they are numbered from 1, and there are about 20,000


class Concepts:
    """The concepts above each word.

    Parameters
    ----------
    container : Container
    words : int
        How many words the file holds.

    Raises
    ------
    ResourceError
        If a section is missing, of another type, or does not fit the others.
    """

    __slots__ = ("_above", "_start")

    def __init__(self, container: Container, words: int) -> None:
        counts = container.need("concept_counts", "|u1")
        self._above = container.need("concepts", "<u2")
        self._start = starts(counts)
        if counts.size != words or self._start[-1] != self._above.size:
            raise ResourceError(
                "sections of concepts do not fit the number of words", where=str(container.path)
            )

    def sisters(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return whether the two words of each pair have a concept above them in common."""
        start_a, start_b = self._start.take(a), self._start.take(b)
        size_a, size_b = self._start.take(a + 1) - start_a, self._start.take(b + 1) - start_b
        both = ((size_a > 0) & (size_b > 0)).nonzero()[0]
        out = np.zeros(len(a), np.bool_)
        if both.size:
            first = self._padded(start_a.take(both), size_a.take(both), 0)
            second = self._padded(start_b.take(both), size_b.take(both), _NO_CONCEPT)
            equal = first[:, :, None] == second[:, None, :]
            out[both] = equal.reshape(len(both), -1).any(axis=1)
        return out

    def _padded(self, start: NDArray[np.int32], size: NDArray[np.int32], empty: int) -> NDArray[np.uint16]:
        """Return the concepts in each range, `empty` where there are fewer than the most, shape [n, MOST]."""
        at = start[:, None] + _STEPS
        out: NDArray[np.uint16] = self._above.take(at, mode="clip")
        out[size[:, None] <= _STEPS] = empty
        return out
