"""Sisters: words that stand under one concept of WordNet, such as two kinds of vehicle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts

MOST = 4  # concepts stored above a word, those of its commonest senses; see data/lexicon_build/senses.py


_STEPS = np.arange(MOST, dtype=np.int32)


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
        start_a, end_a = self._start[a], self._start[a + 1]
        start_b, end_b = self._start[b], self._start[b + 1]
        both = np.flatnonzero((start_a < end_a) & (start_b < end_b))
        out = np.zeros(len(a), np.bool_)
        if both.size:
            first = self._padded(start_a[both], end_a[both])
            second = self._padded(start_b[both], end_b[both])
            out[both] = ((first[:, :, None] == second[:, None, :]) & (first[:, :, None] > 0)).any(axis=(1, 2))
        return out

    def _padded(self, start: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.uint16]:
        """Return the concepts in each range, 0 where there are fewer than the most, shape [n, MOST]."""
        at = start[:, None] + _STEPS
        out: NDArray[np.uint16] = np.take(self._above, at, mode="clip")
        out *= at < end[:, None]
        return out
