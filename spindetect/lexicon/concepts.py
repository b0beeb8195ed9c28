"""Sisters: words that stand under one concept of WordNet, such as two kinds of vehicle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts

MOST = 4  # concepts stored above a word, those of its commonest senses; see data/lexicon_build/senses.py


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
        first, second = self._padded(a), self._padded(b)
        same = first[:, :, None] == second[:, None, :]
        same &= first[:, :, None] > 0
        return np.asarray(same.any(axis=(1, 2)))

    def _padded(self, numbers: NDArray[np.int32]) -> NDArray[np.uint16]:
        """Return the concepts above each word, 0 where there are fewer, shape [n, MOST]."""
        at = self._start[numbers][:, None] + np.arange(MOST)
        inside = at < self._start[numbers + 1][:, None]
        return np.where(inside, np.take(self._above, at, mode="clip"), np.uint16(0))
